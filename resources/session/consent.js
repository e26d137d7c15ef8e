// Consent banners: finds a box that asks for consent to cookies, and the one button in it that refuses
// or allows the necessary only, by the words and names of consent.json. Boxes about age, terms or
// membership are never touched. With `press` the button is pressed and the box watched for `wait` ms.
// Where a known maker's first layer does not refuse, its settings are opened, what is on there is put
// off, and that is saved.
async ({words, press, wait, whole}) => {
  const plain = text => text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '');
  const refusals = new Set(words.refusals.map(plain));
  const topics = new RegExp(words.topics.join('|'), 'i');
  const ages = new RegExp(words.ages.join('|'), 'i');
  const others = new RegExp(words.agreements.concat(words.memberships).join('|'), 'i');
  const costs = new RegExp(words.costs.join('|'), 'i');
  const LONGEST = 8000, MOST = 20000;

  const seen = element => {
    const box = rectOf(element);
    return box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0 &&
      drawn(element, {visibilityProperty: true, opacityProperty: true});
  };
  const roots = [];
  const enter = node => {
    if (roots.length > 200) return;
    roots.push(node);
    const found = Element.prototype.isPrototypeOf(node) || node instanceof ShadowRoot
      ? node.querySelectorAll('*') : all('*');
    for (const element of Array.from(found).slice(0, MOST)) {
      const shadow = shadowOf(element);
      if (shadow) enter(shadow);
    }
  };
  enter(document);
  const every = selector => roots.flatMap(one => one === document ? all(selector)
    : Array.from(one.querySelectorAll(selector)));
  const text = node => Array.from(childrenOf(node)).map(child => {
    if (child.nodeType === 3) return child.data;
    if (child.nodeType !== 1 || /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/i.test(tagOf(child))) return '';
    const shadow = shadowOf(child);
    return ' ' + (shadow ? text(shadow) + ' ' : '') + text(child);
  }).join('');
  const label = element => String(readOf(element) || element.value ||
    attribute(element, 'aria-label') || attribute(element, 'title') || '').trim().slice(0, 200);
  const above = element => parentOf(element) ||
    (rootNodeOf(element) instanceof ShadowRoot ? hostOf(rootNodeOf(element)) : null);
  const floats = element => {
    if (/^(dialog|alertdialog)$/.test(attribute(element, 'role') || '') ||
      attribute(element, 'aria-modal') === 'true' || tagOf(element).toUpperCase() === 'DIALOG') return true;
    return /^(fixed|sticky)$/.test(getComputedStyle(element).position);
  };
  const named = element =>
    /cookie|consent|gdpr|privacy|cmp\b/i.test(`${attribute(element, 'id')} ${attribute(element, 'class')}`);
  // The box around a button: the nearest one that floats or is named so and speaks of consent.
  const boxOf = button => {
    for (let one = above(button); one; one = above(one)) {
      const last = one === root || tagOf(one).toUpperCase() === 'BODY';
      if (last && !whole) return null;
      if (!last && !floats(one) && !named(one)) continue;
      const said = text(one);
      if (said.length > LONGEST) return null;
      if (topics.test(said)) return one;
    }
    return null;
  };
  const known = () => {
    for (const manager of words.managers) {
      const box = every(manager.box).find(seen);
      if (!box || ages.test(text(box).slice(0, LONGEST))) continue;
      const able = one => seen(one) && !one.disabled && !costs.test(label(one));
      const first = selectors => (selectors || []).flatMap(every).find(able) || null;
      const button = first(manager.refuse), settings = button ? null : first(manager.settings);
      const last = () => first(manager.deny) || first(manager.save);
      return {name: manager.name, box, button: button || settings, last: settings && last,
        on: () => every(manager.on).filter(one => one.checked && !one.disabled)};
    }
    return null;
  };
  const unknown = () => {
    const buttons = every('button,[role=button],a,input[type=button],input[type=submit]').slice(0, MOST);
    for (const button of buttons) {
      if (!refusals.has(plain(label(button))) || !seen(button) || button.disabled) continue;
      const box = boxOf(button), said = box ? text(box) : '';
      if (box && !ages.test(said) && !others.test(said)) return {name: '', box, button};
    }
    const floating = every('div,section,aside,dialog,form,footer').slice(0, MOST)
      .filter(one => floats(one) && seen(one));
    const box = floating.find(one => {
      const said = text(one);
      return said.length <= LONGEST && topics.test(said) && !ages.test(said) && !others.test(said) &&
        firstIn(one, 'button,[role=button],a,input');
    });
    return box ? {name: '', box, button: null} : null;
  };

  const manager = known();
  const other = manager && manager.button && !manager.last ? null : unknown();
  const found = other && (other.button || !manager || !manager.button) ? other : manager;
  if (!found) return {found: false};
  const told = {found: true, manager: found.name || (manager ? manager.name : ''),
    button: found.button ? label(found.button).slice(0, 100) : '', can: !!found.button};
  if (!press || !found.button) return told;
  const click = element => HTMLElement.prototype.click.call(element);
  let end = performance.now() + wait, button = found.button;
  click(button);
  if (found.last) {
    while (!found.last() && performance.now() < end) await pause(50);
    button = found.last();
    if (!button) return {...told, gone: false};
    found.on().forEach(click);
    if (found.on().length) return {...told, gone: false};
    told.button += ` / ${label(button).slice(0, 100)}`;
    click(button);
    end = performance.now() + wait;
  }
  const gone = found.last ? () => !seen(found.box) && !seen(button)
    : () => !seen(found.box) || !seen(button);
  while (!gone() && performance.now() < end) await pause(50);
  return {...told, gone: gone()};
}

// The document as it is after scripts, open shadow roots and frames of the same site inside, the
// values of password, hidden and autofilled fields withheld. The copy is made in a document without
// a window: nothing in it loads or runs.
({depth: deepest}) => {
  const inert = new DOMParser().parseFromString('', 'text/html');
  const withheld = [];
  const bytes = text => new TextEncoder().encode(text).length;
  const contentOf = getter(HTMLIFrameElement.prototype, 'contentDocument');

  const secret = field => {
    const kind = (field.getAttribute('type') || 'text').toLowerCase();
    if (kind === 'password' || kind === 'hidden') return true;
    if (/password|one-time-code|^cc-/.test(field.getAttribute('autocomplete') || '')) return true;
    return field.matches(':autofill');
  };
  const field = (from, to) => {
    const value = from.getAttribute('value') || '';
    if (!secret(from)) return;
    const current = from.value || value;
    if (to.hasAttribute('value')) to.setAttribute('value', '');
    if (current) withheld.push({
      name: (from.getAttribute('name') || from.getAttribute('id') || from.type).slice(0, 200),
      size: Math.max(bytes(value), bytes(current))});
  };
  const whole = (from, depth) => {
    const to = inert.importNode(from, true);
    const [left, right] = [from, to].map(node => inert.createTreeWalker(node, 1));
    const templates = [];
    for (let a = left.currentNode, b = right.currentNode; a && b;
      a = left.nextNode(), b = right.nextNode()) {
      if (a.nodeType !== 1) continue;
      const tag = tagOf(a).toUpperCase();
      if (tag === 'INPUT') field(a, b);
      // Content of a template is another tree, which the walker does not enter.
      if (tag === 'TEMPLATE') {
        for (const inside of b.content.querySelectorAll('input')) field(inside, inside);
      }
      if (depth < deepest && shadowOf(a)) templates.push([b, shadowOf(a)]);
      if (depth < deepest && tag === 'IFRAME') {
        let inside = null;
        try { inside = contentOf(a); } catch { /* another site's */ }
        if (inside && rootOf(inside)) b.setAttribute('srcdoc', page(inside, depth + 1));
      }
    }
    for (const [host, shadow] of templates) {
      const template = inert.createElement('template');
      template.setAttribute('shadowrootmode', 'open');
      for (const child of shadow.childNodes) template.content.append(whole(child, depth + 1));
      host.prepend(template);
    }
    return to;
  };
  const page = (of, depth) => {
    const type = getter(Document.prototype, 'doctype')(of);
    const start = type ? new XMLSerializer().serializeToString(type) + '\n' : '';
    return start + whole(rootOf(of), depth).outerHTML;
  };
  return {html: root ? page(document, 0) : '', withheld};
}

// The document as it is after scripts, shadow roots and frames inside, the values of password,
// hidden and autofilled fields withheld. The copy is made in a document without a window: nothing in
// it loads or runs. `parts` are the elements of this document that own frames, in the order of
// `frames` (their documents as text), and after them nodes of shadow roots that scripts can't reach.
({frames}, ...parts) => {
  // Not by a parser: a page may have forbidden its scripts to parse (trusted types).
  const inert = getter(Document.prototype, 'implementation')(document).createHTMLDocument('');
  const withheld = [];
  const bytes = text => new TextEncoder().encode(text).length;
  const framed = new Map(frames.map((text, n) => [parts[n], text]));
  const closed = new Map(parts.slice(frames.length)
    .map(node => rootNodeOf(node)).filter(shadow => shadow instanceof ShadowRoot)
    .map(shadow => [hostOf(shadow), shadow]));

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
  const frame = (to, tag, text) => {
    try {
      to.setAttribute(tag === 'IFRAME' ? 'srcdoc' : 'data-srcdoc', text);
    } catch {
      to.setAttribute('data-srcdoc', text);   // trusted types forbid the other
    }
  };
  const whole = from => {
    const to = inert.importNode(from, true);
    const [left, right] = [from, to].map(node => inert.createTreeWalker(node, 1));
    const templates = [];
    for (let a = left.currentNode, b = right.currentNode; a && b;
      a = left.nextNode(), b = right.nextNode()) {
      if (a.nodeType !== 1) continue;
      const tag = localOf(a).toUpperCase();
      if (tag === 'INPUT') field(a, b);
      // Content of a template is another tree, which the walker does not enter.
      if (tag === 'TEMPLATE') {
        for (const inside of b.content.querySelectorAll('input')) field(inside, inside);
      }
      const shadow = shadowOf(a);
      if (shadow) templates.push([b, 'open', shadow]);
      else if (closed.has(a)) templates.push([b, 'closed', closed.get(a)]);
      if (framed.has(a)) frame(b, tag, framed.get(a));
    }
    for (const [host, mode, shadow] of templates) {
      const template = inert.createElement('template');
      template.setAttribute('shadowrootmode', mode);
      for (const child of shadow.childNodes) template.content.append(whole(child));
      host.prepend(template);
    }
    return to;
  };
  const type = getter(Document.prototype, 'doctype')(document);
  const start = type ? new XMLSerializer().serializeToString(type) + '\n' : '';
  return {html: root ? start + whole(root).outerHTML : '', withheld};
}

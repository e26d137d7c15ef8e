// The visible text of this frame, then that of its shadow roots, which the engine leaves out: those that
// scripts can't reach too, by the nodes inside them that are given.
({limit}, ...parts) => {
  const roots = new Set(parts.map(node => rootNodeOf(node)).filter(one => one instanceof ShadowRoot));
  const enter = elements => {
    for (const element of Array.from(elements).slice(0, 20000)) {
      const shadow = shadowOf(element);
      if (!shadow || roots.has(shadow)) continue;
      roots.add(shadow);
      enter(shadow.querySelectorAll('*'));
    }
  };
  const closed = [...roots];
  enter(all('*'));
  for (const shadow of closed) enter(shadow.querySelectorAll('*'));
  const shown = node => {
    if (node.nodeType === 3) return node.data.trim();
    if (node.nodeType !== 1 || /^(STYLE|SCRIPT|TEMPLATE|NOSCRIPT)$/i.test(tagOf(node))) return '';
    const contents = getComputedStyle(node).display === 'contents';
    return contents || drawn(node) ? readOf(node) ?? contentOf(node) : '';
  };
  const texts = [root ? readOf(root) ?? contentOf(root) : ''];
  for (const shadow of roots) texts.push(Array.from(childrenOf(shadow)).map(shown).filter(Boolean).join('\n'));
  return texts.filter(Boolean).join('\n\n').slice(0, limit);
}

// How much taller the window would have to be to show all at once: of a page that scrolls in one large
// box of its own, and of one with parts that the engine draws only near the window (`far`, as many as
// it leaves out now; those are drawn for 16,000 px at most). 0 for any other page.
() => {
  const far = all('*').slice(0, 20000).filter(element =>
    getComputedStyle(element).contentVisibility === 'auto' && element.checkVisibility() &&
    (element.firstElementChild ? !element.firstElementChild.checkVisibility({contentVisibilityAuto: true})
      : element.getBoundingClientRect().top > 2 * innerHeight)).length;
  const shell = shellOf(), scroller = shell || scrollerOf(document) || root;
  const more = shell || far ? scroller.scrollHeight - scroller.clientHeight : 0;
  return {more: shell ? more : Math.min(more, 16000 - innerHeight), far, width: innerWidth, view: innerHeight};
}

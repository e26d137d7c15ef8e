// The sample shop: the consent banner, the gallery, pictures that load when they come into view.
'use strict';
(() => {
  const banner = document.querySelector('.consent');
  const answered = /(^|; )consent=/.test(document.cookie);
  if (banner && !answered) banner.hidden = false;
  for (const button of document.querySelectorAll('[data-consent]')) {
    button.addEventListener('click', () => {
      document.cookie = `consent=${button.dataset.consent}; path=/; max-age=86400; samesite=lax`;
      banner.hidden = true;
    });
  }
  const main = document.querySelector('.main-picture');
  const thumbs = document.querySelectorAll('.thumbs img');
  for (const thumb of thumbs) {
    thumb.addEventListener('click', () => {
      main.src = thumb.src;
      for (const one of thumbs) one.classList.toggle('on', one === thumb);
    });
  }
  const seen = new IntersectionObserver(entries => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      target.src = target.dataset.src;
      seen.unobserve(target);
    }
  }, {rootMargin: '120px'});
  for (const picture of document.querySelectorAll('img[data-src]')) seen.observe(picture);
})();

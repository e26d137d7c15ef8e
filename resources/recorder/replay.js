// Beside the recorder in the hidden DevTools page of a replay: every request of the page waits here
// for its answer from what was stored. Nothing is ever let go to the network.
(() => {
  'use strict';
  if (location.protocol !== 'devtools:' || window.__ekReplay) return;

  const open = new Map();
  let number = 0;
  function answer(id, code, headers) {
    const {p, command, parts} = open.get(id);
    open.delete(id);
    if (!code) {
      command('Fetch.failRequest', {requestId: p.requestId, errorReason: 'Failed'});
      return;
    }
    const list = headers.map(([name, value]) => ({name, value})), body = parts.join('');
    const give = responseHeaders => command('Fetch.fulfillRequest',
      {requestId: p.requestId, responseCode: code, responseHeaders, body});
    // One header that the engine does not take would leave the request hanging for ever.
    give(list).then(a => a.error && give(list.filter(h => /^content-type$/i.test(h.name)))
      .then(b => b && b.error && command('Fetch.failRequest',
        {requestId: p.requestId, errorReason: 'Failed'})));
  }
  window.__ekReplay = {
    answer,
    part: (id, text) => open.get(id).parts.push(text),
    ask: (p, command) => {
      open.set(++number, {p, command, parts: []});
      // Alone on its line and at once: somebody else than the session waits for it.
      console.log('\u0001' + JSON.stringify([{k: 'ask', id: number, method: p.request.method,
        url: p.request.url, origin: p.request.headers.Origin || p.request.headers.origin || '',
        wants: p.request.headers['Access-Control-Request-Headers'] || ''}]));
    },
  };
})();

'use strict';
// The page, fetched again while it is looked at; what has not changed is left as it is.
const every = Number(document.body.dataset.seconds) * 1000;
const state = document.getElementById('live');
const CUT = new Set(['MAIN', 'DIV', 'FOOTER']);
function become(shown, now) {
  if (shown.isEqualNode(now)) return;
  const parts = [...shown.children];
  if (CUT.has(shown.tagName) && parts.length && shown.className === now.className && parts.length === now.children.length
      && parts.every((part, i) => part.tagName === now.children[i].tagName)) {
    parts.forEach((part, i) => become(part, now.children[i]));
  } else {
    shown.replaceWith(document.importNode(now, true));
  }
}
async function renew() {
  try {
    const answer = await fetch(location.href, {cache: 'no-store'});
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.querySelector('main');
    if (now) become(document.querySelector('main'), now);
    state.textContent = 'live';
    state.className = '';
  } catch (error) {
    state.textContent = 'no longer live: didact watch has ended';
    state.className = 'ended';
  }
  setTimeout(renew, every);
}
setTimeout(renew, every);

'use strict';
// The page, fetched again while it is looked at; what has not changed is left as it is.
const every = Number(document.body.dataset.seconds) * 1000;
const state = document.getElementById('live');
async function renew() {
  try {
    const answer = await fetch(location.href, {cache: 'no-store'});
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.querySelector('main');
    const shown = document.querySelector('main');
    if (now && now.innerHTML !== shown.innerHTML) shown.innerHTML = now.innerHTML;
    state.textContent = 'live';
    state.className = '';
  } catch (error) {
    state.textContent = 'no longer live: didact watch has ended';
    state.className = 'ended';
  }
  setTimeout(renew, every);
}
setTimeout(renew, every);

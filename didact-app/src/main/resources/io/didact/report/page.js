'use strict';
// What the scripts of all pages share. Foreign text enters a page as text nodes only.
const didact = (() => {
  const byId = id => document.getElementById(id);

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  /* Texts lie in packed blocks, which are unpacked when they are looked at. */

  const unpacked = new Map();
  function block(number) {
    if (!unpacked.has(number)) {
      const packed = Uint8Array.from(atob(byId('block-' + number).textContent), c => c.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      unpacked.set(number, new Response(stream).json());
    }
    return unpacked.get(number);
  }

  return {
    byId,
    element,
    block,
    counted: count => count.toLocaleString('en'),
    literal: (text, flags) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags),
    tooOld:
      typeof DecompressionStream === 'undefined'
        ? 'This browser is too old to unpack the texts: Chrome 80, Firefox 113 or Safari 16.4 can.'
        : '',
  };
})();

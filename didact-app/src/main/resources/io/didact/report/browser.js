(() => {
  const PER_PAGE = 50;
  const MOST_MARKS = 500;
  const WORDS = ['right', 'wrong', 'undecided'];
  const {byId, element, counted, block, literal} = didact;

  /* What the page holds: short fields of all samples, and their texts in packed blocks. */

  const index = JSON.parse(byId('index').textContent);
  const samples = index.samples.map((row, at) => {
    const [problem, sample, verdict, truncated, tokens, extracted, expected, subject, level] = row;
    return {at, problem, sample, verdict, truncated, tokens, extracted, expected, subject, level};
  });

  const blockOf = sample => Math.floor(sample.at / index.perBlock);
  async function texts(sample) {
    const rows = await block(blockOf(sample));
    const [prompt, response, extracted, expected, reason, problem] = rows[sample.at % index.perBlock];
    return {prompt, response, extracted, expected, reason, problem};
  }

  /* What is shown; it stands behind the # of the address, so that a view can be kept. */

  const SHOWS = {
    all: () => true,
    right: s => s.verdict === 0,
    wrong: s => s.verdict === 1,
    undecided: s => s.verdict === 2,
    truncated: s => s.truncated === 1,
    unanswered: s => s.extracted === null,
  };
  const ORDERS = {
    'as asked': null,
    'longest first': (a, b) => b.tokens - a.tokens,
    'shortest first': (a, b) => a.tokens - b.tokens,
  };
  const view = {show: 'all', find: '', subject: '', level: '', order: 'as asked', page: 0};
  const open = new Set();

  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of ['show', 'find', 'subject', 'level', 'order']) {
      view[name] = given.get(name) ?? view[name];
    }
    view.show = Object.hasOwn(SHOWS, view.show) ? view.show : 'all';
    view.order = Object.hasOwn(ORDERS, view.order) ? view.order : 'as asked';
    view.page = Math.max(0, (parseInt(given.get('page'), 10) || 1) - 1);
    (given.get('open') ?? '').split(',').forEach(at => at && open.add(Number(at)));
  }

  function writeAddress() {
    const kept = new URLSearchParams();
    if (view.show !== 'all') kept.set('show', view.show);
    if (view.order !== 'as asked') kept.set('order', view.order);
    for (const name of ['find', 'subject', 'level']) if (view[name]) kept.set(name, view[name]);
    if (view.page > 0) kept.set('page', view.page + 1);
    if (open.size > 0) kept.set('open', [...open].join(','));
    history.replaceState(null, '', '#' + kept);
  }

  /* Choosing: first by the fields, then, where something is looked for, by the texts. */

  const pattern = flags => literal(view.find, flags);
  const inFields = s =>
    (!view.subject || s.subject === view.subject) && (!view.level || s.level === view.level);

  let chosen = samples;
  let searches = 0;
  async function choose() {
    const search = ++searches;
    let found = samples.filter(s => inFields(s) && SHOWS[view.show](s));
    if (view.find) {
      found = await having(pattern('i'), found, () => search === searches);
      if (!found) return; // another search has begun
    }
    if (ORDERS[view.order]) found.sort(ORDERS[view.order]);
    chosen = found;
    view.page = Math.min(view.page, Math.max(0, Math.ceil(chosen.length / PER_PAGE) - 1));
    draw();
  }

  async function having(wanted, among, goesOn) {
    const found = [];
    for (let i = 0; i < among.length; i++) {
      const text = await texts(among[i]);
      if (!goesOn()) return null;
      if (Object.values(text).some(value => value !== null && wanted.test(value))) found.push(among[i]);
      if (i % 1000 === 999) {
        byId('status').textContent = `searching … ${Math.round((100 * i) / among.length)} %`;
        await new Promise(done => setTimeout(done));
      }
    }
    return found;
  }

  /* Drawing. */

  function draw() {
    const from = view.page * PER_PAGE;
    const shown = chosen.slice(from, from + PER_PAGE);
    const pages = Math.max(1, Math.ceil(chosen.length / PER_PAGE));
    byId('status').textContent =
      chosen.length === 0
        ? 'no such samples'
        : `${counted(from + 1)} – ${counted(from + shown.length)} of ${counted(chosen.length)} samples`;
    byId('list').replaceChildren(...shown.map(item));
    const turn = (label, by) => {
      const button = element('button', '', label);
      button.disabled = view.page + by < 0 || view.page + by >= pages;
      button.onclick = () => {
        view.page += by;
        draw(); // which replaces the button that has the focus
        byId('browser').scrollIntoView();
        byId('list').querySelector('.row').focus({preventScroll: true});
      };
      return button;
    };
    byId('pages').replaceChildren(
      ...(pages > 1 ? [turn('← earlier', -1), `page ${view.page + 1} of ${pages}`, turn('later →', 1)] : []));
    for (const button of byId('shows').children) {
      button.setAttribute('aria-pressed', String(button.dataset.show === view.show));
    }
    writeAddress();
  }

  function item(sample) {
    const answers = element('span', 'answers', sample.extracted ?? '–');
    if (sample.verdict !== 0) answers.append(element('i', '', ' expected '), sample.expected);
    const size = element('span', 'size', `${counted(sample.tokens)} tokens`);
    if (sample.truncated) size.prepend(element('b', '', 'cut'), ' ');
    const row = element(
      'button', 'row',
      element('span', `badge v${sample.verdict}`, WORDS[sample.verdict]),
      element('span', 'id', sample.problem, element('small', '', ` #${sample.sample}`)),
      answers, size);
    const line = element('li', '', row);
    const unfold = () => {
      row.setAttribute('aria-expanded', String(open.has(sample.at)));
      line.querySelector('.detail')?.remove();
      if (open.has(sample.at)) line.append(detail(sample));
    };
    row.onclick = () => {
      if (!open.delete(sample.at)) open.add(sample.at);
      unfold();
      writeAddress();
    };
    unfold();
    return line;
  }

  function detail(sample) {
    const box = element('div', 'detail');
    texts(sample).then(
      text => {
        const facts = element('dl');
        const fact = (name, value) =>
          facts.append(element('dt', '', name), element('dd', 'mono', ...marked(value)));
        fact('extracted', text.extracted ?? 'no answer was found');
        fact('expected', text.expected);
        if (text.reason) fact('judged', text.reason);
        if (sample.subject) fact('subject', sample.subject);
        if (sample.level) fact('level', sample.level);
        const prompt = element(
          'details', '', element('summary', '', 'Prompt'), element('pre', '', ...marked(text.prompt)));
        prompt.open = Boolean(view.find) && pattern('i').test(text.prompt);
        const response = element('pre', '', ...marked(text.response));
        response.tabIndex = 0; // long ones are scrolled with the keyboard
        if (text.response === '') response.append(element('i', '', 'empty'));
        box.append(facts, prompt, element('h3', '', 'Response'), response);
      },
      failure => box.append(element('p', 'v1', `The texts could not be unpacked: ${failure.message}`)));
    return box;
  }

  function marked(text) {
    if (!view.find) return [text];
    const pieces = [];
    let from = 0;
    for (const match of text.matchAll(pattern('gi'))) {
      pieces.push(text.slice(from, match.index), element('mark', '', match[0]));
      from = match.index + match[0].length;
      if (pieces.length > 2 * MOST_MARKS) break;
    }
    return [...pieces, text.slice(from)];
  }

  /* The controls. */

  function changed() {
    view.page = 0;
    open.clear();
    choose();
  }

  function controls() {
    for (const show of Object.keys(SHOWS)) {
      const count = samples.filter(SHOWS[show]).length;
      if (count === 0 && show !== 'all') continue;
      const button = element('button', '', show, element('small', '', counted(count)));
      button.dataset.show = show;
      button.onclick = () => {
        view.show = show;
        changed();
      };
      byId('shows').append(button);
    }
    const choice = (name, options) => {
      if (options.length < 2) return;
      const select = element('select', '', ...options.map(([value, label]) => new Option(label, value)));
      select.value = view[name];
      select.onchange = () => {
        view[name] = select.value;
        changed();
      };
      byId('choices').append(element('label', '', name, select));
    };
    for (const name of ['subject', 'level']) {
      const labels = [...new Set(samples.map(s => s[name]).filter(Boolean))];
      labels.sort(new Intl.Collator('en', {numeric: true}).compare);
      choice(name, labels.length ? [['', 'all'], ...labels.map(label => [label, label])] : []);
    }
    choice('order', Object.keys(ORDERS).map(order => [order, order]));
    const find = byId('find');
    find.value = view.find;
    let waiting;
    find.oninput = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        view.find = find.value.trim();
        changed();
      }, 250);
    };
  }

  readAddress();
  controls();
  byId('browser').hidden = false;
  if (didact.tooOld) byId('status').after(element('p', 'v1', didact.tooOld));
  choose();
})();

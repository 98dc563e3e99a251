(() => {
  const {byId, element, counted, block, literal} = didact;
  const ROW = 54; // height of a problem in the list, as the style has it
  const MOST_TOKENS = 3000;
  const LEAK = 1, CORRECT = 2, CUT = 4;

  /* What the page holds: an index of all problems, and the texts in packed blocks. */

  const index = JSON.parse(byId('index').textContent);
  const sets = index.sets;
  const problems = index.problems.map(([id, question, traces], at) => ({
    at, id, question,
    traces: traces.map(([set, sample, reward, klMax, length, flags], place) =>
      ({place, set, sample, reward, klMax, length, flags})),
  }));

  async function whole(problem) {
    const rows = await block(Math.floor(problem.at / index.perBlock));
    const [id, question, solution, traces] = rows[problem.at % index.perBlock];
    return {
      id, question, solution,
      traces: traces.map(([text, terms, think, teacher, student, kl, s, ofSolution]) => ({
        text: text ?? think.join(''), scored: text === null, terms,
        think: {texts: think, teacher, student, kl}, solution: {texts: s, teacher: [], student: ofSolution, kl: []},
      })),
    };
  }

  /* What is shown; it stands behind the # of the address, so that a view can be kept. */

  const SHOWS = {
    all: () => true,
    correct: t => (t.flags & CORRECT) !== 0,
    'not correct': t => (t.flags & CORRECT) === 0,
    leak: t => (t.flags & LEAK) !== 0,
    cut: t => (t.flags & CUT) !== 0,
  };
  const down = name => ({of: t => t[name], sign: -1});
  const up = name => ({of: t => t[name], sign: 1});
  const ORDERS = {
    'as given': null,
    'highest reward': down('reward'),
    'lowest reward': up('reward'),
    'highest max of r_KL': down('klMax'),
    'lowest max of r_KL': up('klMax'),
    longest: down('length'),
    shortest: up('length'),
  };
  const LENSES = {
    surprise: {
      says: 'surprise of the student', hue: 'hot', ends: ['0', '6 nats'],
      of: (tokens, k) => -tokens.student[k] / 1000,
    },
    KL: {
      says: 'KL_k, teacher − student', hue: 'both', ends: ['−4', '4 nats'],
      of: (tokens, k) => klOf(tokens, k),
    },
    teacher: {
      says: 'surprise of the teacher', hue: 'own', ends: ['0', '6 nats'],
      of: (tokens, k) => (tokens.teacher.length ? -tokens.teacher[k] / 1000 : null),
    },
  };
  function klOf(tokens, k) {
    if (tokens.kl.length) return tokens.kl[k] / 1000;
    return tokens.teacher.length ? (tokens.teacher[k] - tokens.student[k]) / 1000 : null;
  }

  const view = {show: 'all', set: '', order: 'as given', lens: 'surprise', find: '', numbers: '', problem: 0};
  const allowed = (name, among) => {
    if (!Object.hasOwn(among, view[name])) view[name] = Object.keys(among)[0];
  };
  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of Object.keys(view)) view[name] = given.get(name) ?? view[name];
    allowed('show', SHOWS);
    allowed('order', ORDERS);
    allowed('lens', LENSES);
    if (!sets.includes(view.set)) view.set = '';
    view.problem = Math.min(Math.max(0, parseInt(view.problem, 10) || 0), problems.length - 1);
  }
  function writeAddress() {
    const kept = new URLSearchParams();
    const usual = {show: 'all', set: '', order: 'as given', lens: 'surprise', find: '', numbers: ''};
    for (const [name, value] of Object.entries(usual)) if (view[name] !== value) kept.set(name, view[name]);
    if (view.problem > 0) kept.set('problem', view.problem);
    history.replaceState(null, '', '#' + kept);
  }

  /* Choosing. A problem is listed where one of its explanations fits, and stands where that does. */

  const fits = trace => (!view.set || sets[trace.set] === view.set) && SHOWS[view.show](trace);
  const MISSING = Infinity;
  function rank(trace) {
    const order = ORDERS[view.order];
    const value = order && order.of(trace);
    return !order ? trace.place : value === null ? MISSING : order.sign * value;
  }
  const first = (a, b) => fits(b) - fits(a) || (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a.place - b.place);

  let chosen = [];
  let searches = 0;
  async function choose() {
    const search = ++searches;
    let found = problems.filter(problem => problem.traces.some(fits));
    if (view.find) {
      const wanted = literal(view.find, 'i');
      const among = found;
      found = [];
      for (let i = 0; i < among.length; i++) {
        const text = await whole(among[i]);
        if (search !== searches) return; // another search has begun
        const texts = [text.id, text.question, text.solution, ...text.traces.map(t => t.text)];
        if (texts.some(each => wanted.test(each))) found.push(among[i]);
        if (i % 500 === 499) {
          byId('status').textContent = `searching … ${Math.round((100 * i) / among.length)} %`;
          await new Promise(done => setTimeout(done));
        }
      }
    }
    if (ORDERS[view.order]) {
      const best = new Map(found.map(p => [p, Math.min(...p.traces.filter(fits).map(rank))]));
      found.sort((a, b) => (best.get(a) < best.get(b) ? -1 : best.get(a) > best.get(b) ? 1 : a.at - b.at));
    }
    chosen = found;
    const same = chosen.findIndex(problem => problem.at === Number(view.problem));
    list();
    if (chosen.length) go(same < 0 ? 0 : same);
    else byId('detail').replaceChildren(element('p', 'sub', 'No explanation fits. Esc takes the filter away.'));
  }

  /* The list: as many rows are in the page as can be seen. */

  let current = 0;
  function list() {
    byId('rows').style.height = chosen.length * ROW + 'px';
    byId('status').textContent =
      chosen.length === problems.length
        ? `${counted(problems.length)} problems`
        : `${counted(chosen.length)} of ${counted(problems.length)} problems`;
    rows();
    writeAddress();
  }
  function rows() {
    const box = byId('list');
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
    const to = Math.min(chosen.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 4);
    const made = [];
    for (let i = from; i < to; i++) made.push(row(i));
    byId('rows').replaceChildren(...made);
  }
  function row(i) {
    const problem = chosen[i];
    const rewards = element('span', 'rs');
    shownOf(problem).slice(0, 5).forEach(([set, traces]) => {
      const trace = traces[0];
      rewards.append(element('span', '', dot(set), trace.reward === null ? '–' : number(trace.reward, Math.abs(trace.reward) < 10 ? 2 : 1)));
    });
    const line = element('div', 'row',
      element('div', 'q', element('span', 'mono', problem.question), element('small', '', problem.id)), rewards);
    line.style.top = i * ROW + 'px';
    line.setAttribute('role', 'option');
    line.id = 'problem-' + problem.at;
    line.setAttribute('aria-selected', String(i === current));
    line.onclick = () => go(i);
    return line;
  }
  function reveal() {
    const box = byId('list');
    const top = current * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
    rows();
  }

  /** A problem's explanations by set, what fits best first. */
  function shownOf(problem) {
    const bySet = new Map();
    for (const trace of [...problem.traces].sort(first)) {
      if (!bySet.has(trace.set)) bySet.set(trace.set, []);
      bySet.get(trace.set).push(trace);
    }
    return [...bySet.entries()].sort(([a], [b]) => a - b);
  }

  /* The problem: its explanations side by side. */

  const dot = set => element('i', 'dot m' + (set % 5));
  const number = (value, decimals) => {
    const text = value.toFixed(decimals);
    return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
  };

  let picks = new Map(); // set → which of its explanations
  async function go(i) {
    if (!chosen.length) return;
    current = Math.min(Math.max(0, i), chosen.length - 1);
    view.problem = chosen[current].at;
    picks = new Map();
    reveal();
    writeAddress();
    byId('list').setAttribute('aria-activedescendant', 'problem-' + view.problem);
    await draw(true);
  }

  let drawn = null;
  async function draw(anew) {
    const problem = chosen[current];
    let text;
    try {
      text = await whole(problem);
    } catch (failure) {
      byId('detail').replaceChildren(element('p', 'v1', `The texts could not be unpacked: ${failure.message}`));
      return;
    }
    if (problem !== chosen[current]) return; // another was chosen meanwhile
    unpin();
    const fact = (name, value, kind) => element('div', '', element('dt', '', name), element('dd', kind, value));
    const facts = element('dl', 'facts card',
      fact('Question', text.question, 'mono'), fact('Solution', text.solution, 'mono'), fact('Problem', text.id, 'id'));
    const sides = element('div', 'sides', ...shownOf(problem).map(([set, traces]) => side(set, traces, text)));
    byId('detail').replaceChildren(facts, sides);
    byId('detail').classList.toggle('numbers', view.numbers === 'on');
    if (anew) document.querySelector('.right').scrollTop = 0;
    drawn = text;
  }

  function side(set, traces, text) {
    const pick = Math.min(picks.get(set) ?? 0, traces.length - 1);
    const brief = traces[pick];
    const trace = text.traces[brief.place];
    const box = element('div', 'side card');
    box.dataset.set = sets[set];
    box.append(
      element('h3', '',
        element('span', 'name', dot(set), sets[set]),
        element('span', 'reward', brief.reward === null ? 'no reward' : 'r = ' + number(brief.reward, 3))),
      meta(brief, turns(set, traces, pick)));
    const marks = {think: new Map(), solution: new Map()};
    for (const [name, , , , span, token] of trace.terms) {
      if (token !== null && marks[span]) {
        const word = name.split(' ').pop();
        marks[span].set(token, [...(marks[span].get(token) ?? []), word]);
      }
    }
    if (trace.scored) {
      box.append(tokens('think', trace.think, marks.think, 'max of KL'));
      if (trace.think.texts.length === 0) box.lastChild.append(element('i', 'none', 'empty'));
      box.append(element('p', 'after', 'The solution after it'));
      box.append(tokens('solution', trace.solution, marks.solution));
    } else {
      box.append(element('div', 'tokens plain', trace.text || element('i', '', 'empty')));
      box.append(element('p', 'after', 'Values of its tokens are not known: tokenValues: true keeps them, --teacher and --student work them out.'));
    }
    if (trace.terms.length) box.append(tree(trace, brief, box));
    return box;
  }

  /** To the other explanations of a set. */
  function turns(set, traces, pick) {
    const turn = (label, by, word) => {
      const button = element('button', '', label);
      button.type = 'button';
      button.title = word;
      button.disabled = pick + by < 0 || pick + by >= traces.length;
      button.onclick = () => {
        picks.set(set, pick + by);
        draw(false);
      };
      return button;
    };
    return traces.length === 1
      ? ''
      : element('span', 'turn',
        turn('‹', -1, 'the one before ( ← )'), `${pick + 1} of ${traces.length}`, turn('›', 1, 'the next ( → )'));
  }

  function meta(brief, before) {
    const line = element('div', 'meta', before);
    if (brief.length !== null) line.append(element('span', '', `${counted(brief.length)} tokens`));
    if (brief.klMax !== null) line.append(element('span', '', `max KL ${number(brief.klMax, 2)}`));
    const flags = element('span', 'flags');
    const flag = (kind, word) => flags.append(element('span', 'flag ' + kind, word));
    flag(brief.flags & CORRECT ? 'good' : 'bad', brief.flags & CORRECT ? 'correct' : 'not correct');
    if (brief.flags & LEAK) flag('bad', 'leak');
    if (brief.flags & CUT) flag('cut', 'cut');
    line.append(flags);
    return line;
  }

  /* Tokens. The colour is as strong as the root of the value: small ones are to be seen too. */

  const FULL = {hot: 6, own: 6, both: 4};
  function colour(lens, value) {
    if (value === null) return '';
    const part = Math.min(1, Math.abs(value) / FULL[lens.hue]);
    const hue = lens.hue === 'both' ? (value > 0 ? 'hot' : 'cold') : lens.hue;
    const strength = value < 0 && lens.hue !== 'both' ? 0 : 0.82 * Math.sqrt(part);
    return strength < 0.03 ? '' : `rgb(var(--${hue})/${strength.toFixed(3)})`;
  }

  function tokens(span, values, marks) {
    const box = element('div', 'tokens');
    const made = [];
    const make = k => {
      const text = values.texts[k];
      const token = element('span', 'tok', text === '' ? '·' : text.replace(/\n/g, '↵\n'));
      if (text === '') token.classList.add('none');
      token.dataset.k = k;
      if (marks.has(k)) {
        token.classList.add('mark');
        token.dataset.mark = [...new Set(marks.get(k))].join(' ');
      }
      paint(token, values, k);
      token.tokenOf = {span, values, k, marks: marks.get(k) ?? []};
      return token;
    };
    const fill = to => {
      for (let k = made.length; k < to; k++) made.push(make(k));
      box.replaceChildren(...made);
      if (to < values.texts.length) {
        const more = element('button', 'more', `all ${counted(values.texts.length)} tokens`);
        more.type = 'button';
        more.onclick = () => fill(values.texts.length);
        box.append(element('div', '', more));
      }
    };
    box.dataset.span = span;
    box.fillTo = k => k >= made.length && fill(values.texts.length);
    fill(Math.min(MOST_TOKENS, values.texts.length));
    return box;
  }
  function paint(token, values, k) {
    const lens = LENSES[view.lens];
    const value = lens.of(values, k);
    token.style.background = colour(lens, value);
    token.dataset.value = value === null ? '–' : number(value, 2);
  }
  function repaint() {
    for (const token of document.querySelectorAll('.tok')) paint(token, token.tokenOf.values, token.tokenOf.k);
  }

  function legend() {
    const lens = LENSES[view.lens];
    const scale = element('span', 'scale');
    const steps = 20;
    for (let i = 0; i <= steps; i++) {
      const full = FULL[lens.hue];
      const cell = element('i', '');
      cell.style.background = colour(lens, lens.hue === 'both' ? full * ((2 * i) / steps - 1) : (full * i) / steps);
      scale.append(cell);
    }
    byId('legend').replaceChildren(element('span', '', lens.says), lens.ends[0], scale, lens.ends[1]);
    for (const button of byId('lenses').children) {
      button.setAttribute('aria-pressed', String(button.dataset.lens === view.lens));
    }
    byId('numbers').setAttribute('aria-pressed', String(view.numbers === 'on'));
  }

  /* The reward as a tree: each line is the sum of those below it. */

  function tree(trace, brief, box) {
    const table = element('table', 'tree');
    const body = element('tbody');
    table.append(body);
    const line = (level, value, name, ...how) => {
      const row = element('tr', 'l' + level,
        element('td', 'v', number(value, 4)), element('td', 'n', name), element('td', 'h', ...how));
      body.append(row);
      return row;
    };
    const sum = trace.terms.reduce((all, term) => all + term[1], 0);
    const adds = brief.reward !== null && Math.abs(sum - brief.reward) < 6e-4;
    line(0, sum, 'reward', adds ? '' : `the terms do not add up to ${brief.reward}`);
    const done = new Set();
    for (const [name, value, score, how] of trace.terms) {
      if (!score) {
        line(1, value, name, how);
      } else if (!done.has(score)) {
        done.add(score);
        const own = trace.terms.filter(term => term[2] === score);
        line(1, own.reduce((all, term) => all + term[1], 0), score, '');
        own.forEach(([termName, termValue, , termHow, span, token]) => {
          const row = line(2, termValue, termName.slice(score.length + 1) || termName, termHow);
          const values = span === 'solution' ? trace.solution : trace.think;
          if (token !== null && values.texts[token] !== undefined) {
            row.querySelector('.h').append(' at ', element('q', '', shown(values.texts[token])));
            pointing(row, box, span, token);
          }
        });
      }
    }
    return table;
  }
  function pointing(row, box, span, token) {
    row.classList.add('at');
    const find = () => {
      const tokensBox = [...box.querySelectorAll('.tokens')].find(each => each.dataset.span === span);
      tokensBox.fillTo(token);
      return tokensBox.querySelector(`.tok[data-k="${token}"]`);
    };
    row.onmouseenter = () => find().classList.add('lit');
    row.onmouseleave = () => find().classList.remove('lit');
    row.onclick = () => {
      const target = find();
      target.scrollIntoView({block: 'nearest'});
      pin(target);
    };
  }

  /* The numbers of a token. */

  const shown = text => (text === '' ? 'part of a character' : text.replace(/\n/g, '↵').replace(/ /g, '␣'));
  function tell(token) {
    const {span, values, k, marks} = token.tokenOf;
    const tip = byId('tip');
    const table = element('table');
    const fact = (name, value) => table.append(element('tr', '', element('td', '', name), element('td', '', value)));
    const logProb = (who, value) => fact('log ' + who, `${number(value, 3)}  (p = ${Math.exp(value).toPrecision(3)})`);
    fact('token', `${k + 1} of ${values.texts.length}`);
    if (values.teacher.length) logProb('π_θ', values.teacher[k] / 1000);
    logProb('π_s', values.student[k] / 1000);
    const kl = klOf(values, k);
    if (kl !== null) fact('KL_k', number(kl, 3));
    tip.replaceChildren(element('b', '', shown(values.texts[k])), table);
    if (marks.length) {
      tip.append(element('p', '', `The ${marks.join(' and ')} of ${span === 'think' ? 'r_KL' : 'r_SS'} fell here.`));
    }
    tip.hidden = false;
    const at = token.getClientRects()[0] ?? token.getBoundingClientRect();
    const {width, height} = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(at.left, innerWidth - width - 8)) + 'px';
    tip.style.top = (at.bottom + height + 12 < innerHeight ? at.bottom + 8 : at.top - height - 8) + 'px';
  }
  let pinned = null;
  function pin(token) {
    const same = token === pinned;
    unpin();
    if (same) return;
    pinned = token;
    token.classList.add('pinned');
    tell(token);
  }
  function unpin() {
    pinned?.classList.remove('pinned');
    pinned = null;
    byId('tip').hidden = true;
  }
  /** The pinned token moves on. */
  function step(by) {
    let next = pinned?.parentElement.querySelector(`.tok[data-k="${pinned.tokenOf.k + by}"]`);
    next = next ?? (pinned ? null : document.querySelector('#detail .tok'));
    if (!next) return;
    pin(next);
    next.scrollIntoView({block: 'nearest'});
    tell(next);
  }

  /* Keys and controls. */

  function turnAll(by) {
    let moved = false;
    for (const [set, traces] of shownOf(chosen[current])) {
      const pick = picks.get(set) ?? 0;
      const next = Math.min(Math.max(0, pick + by), traces.length - 1);
      moved ||= next !== pick;
      picks.set(set, next);
    }
    if (moved) draw(false);
  }
  function look(lens) {
    view.lens = lens;
    legend();
    repaint();
    writeAddress();
    if (pinned) tell(pinned);
  }
  function numbers() {
    view.numbers = view.numbers === 'on' ? '' : 'on';
    byId('detail').classList.toggle('numbers', view.numbers === 'on');
    legend();
    writeAddress();
  }
  function help(open) {
    byId('help').hidden = !open;
    (open ? byId('help-close') : byId('list')).focus({preventScroll: true});
    byId('help').scrollTop = 0;
  }
  function show(name) {
    view.show = name;
    for (const button of byId('shows').children) {
      button.setAttribute('aria-pressed', String(button.dataset.show === view.show));
    }
    choose();
  }
  function escape() {
    if (!byId('help').hidden) help(false);
    else if (pinned) unpin();
    else if (view.find || view.show !== 'all' || view.set) {
      view.find = byId('find').value = '';
      view.set = '';
      byId('set') && (byId('set').value = '');
      show('all');
    }
    byId('list').focus({preventScroll: true});
  }

  const KEYS = [
    ['j', 'ArrowDown', 'next problem', () => go(current + 1)],
    ['k', 'ArrowUp', 'problem before', () => go(current - 1)],
    ['l', 'ArrowRight', 'next explanation of each set', () => turnAll(1)],
    ['h', 'ArrowLeft', 'explanation before', () => turnAll(-1)],
    ['g', 'Home', 'first problem', () => go(0)],
    ['G', 'End', 'last problem', () => go(chosen.length - 1)],
    ['PageDown', 'PageDown', 'ten problems on', () => go(current + 10)],
    ['PageUp', 'PageUp', 'ten problems back', () => go(current - 10)],
    ['1', '1', 'colour: the student’s surprise', () => look('surprise')],
    ['2', '2', 'colour: KL_k', () => look('KL')],
    ['3', '3', 'colour: the teacher’s surprise', () => look('teacher')],
    ['n', 'n', 'numbers below the tokens', numbers],
    ['.', '.', 'numbers of the next token', () => step(1)],
    [',', ',', 'of the token before', () => step(-1)],
    ['/', '/', 'filter by text', () => byId('find').focus()],
    ['Escape', 'Escape', 'close; take the filter away', escape],
    ['?', '?', 'this help', () => help(byId('help').hidden)],
  ];
  const NAMES = {ArrowDown: '↓', ArrowUp: '↑', ArrowRight: '→', ArrowLeft: '←', Escape: 'Esc', PageDown: 'Page ↓', PageUp: 'Page ↑'};

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest('input,select');
    if (field && event.key !== 'Escape' && !(event.key === 'Enter' && field.id === 'find')) return;
    if (field && event.key === 'Enter') {
      byId('list').focus();
      return;
    }
    if (!byId('help').hidden && !['Escape', '?'].includes(event.key)) return;
    const key = KEYS.find(([a, b]) => event.key === a || event.key === b);
    if (key) {
      event.preventDefault();
      key[3]();
    }
  }

  function controls() {
    for (const name of Object.keys(SHOWS)) {
      const count = problems.filter(problem => problem.traces.some(SHOWS[name])).length;
      if (count === 0) continue;
      const button = element('button', '', name, element('small', '', counted(count)));
      button.type = 'button';
      button.dataset.show = name;
      button.onclick = () => show(name);
      button.setAttribute('aria-pressed', String(name === view.show));
      byId('shows').append(button);
    }
    const choice = (name, options) => {
      const select = element('select', '', ...options.map(([value, label]) => new Option(label, value)));
      select.id = name;
      select.value = view[name];
      select.onchange = () => {
        view[name] = select.value;
        choose();
        byId('list').focus({preventScroll: true});
      };
      byId('choices').append(element('label', '', name, select));
    };
    if (sets.length > 1) choice('set', [['', 'any'], ...sets.map(name => [name, name])]);
    choice('order', Object.keys(ORDERS).map(order => [order, order]));
    Object.keys(LENSES).forEach((name, i) => {
      const button = element('button', '', name);
      button.type = 'button';
      button.title = `( ${i + 1} )`;
      button.dataset.lens = name;
      button.onclick = () => look(name);
      byId('lenses').append(button);
    });
    const find = byId('find');
    find.value = view.find;
    let waiting;
    find.oninput = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        view.find = find.value.trim();
        choose();
      }, 200);
    };
    byId('numbers').onclick = numbers;
    byId('help-button').onclick = () => help(true);
    byId('help-close').onclick = () => help(false);
    for (const [key, other, says] of KEYS) {
      const names = [...new Set([key, other])].map(each => element('kbd', '', NAMES[each] ?? each));
      const term = element('dt', '');
      names.forEach((name, i) => term.append(i ? ' ' : '', name));
      byId('keys').append(term, element('dd', '', says));
    }
    byId('list').onscroll = rows;
    addEventListener('resize', rows);
    document.addEventListener('keydown', onKey);
    const detail = byId('detail');
    detail.onmouseover = event => {
      const token = event.target.closest('.tok');
      if (token && !pinned) tell(token);
    };
    detail.onmouseout = () => {
      if (!pinned) byId('tip').hidden = true;
    };
    detail.onclick = event => {
      const token = event.target.closest('.tok');
      if (token) pin(token);
      else if (!event.target.closest('tr.at')) unpin();
    };
    document.addEventListener('scroll', () => (pinned ? tell(pinned) : (byId('tip').hidden = true)), true);
  }

  readAddress();
  byId('list').style.setProperty('--sets', Math.min(5, sets.length));
  byId('inspector').hidden = false;
  controls();
  legend();
  if (didact.tooOld) byId('status').after(element('p', 'v1', didact.tooOld));
  choose().then(() => byId('list').focus({preventScroll: true}));
})();

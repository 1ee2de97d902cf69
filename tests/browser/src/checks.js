// Says as JSON what is wrong with the page that is shown.
(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (element) => {
    const text = (element.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.id ? ' id=' + element.id : ''}> "${text}"`;
  };

  // Structure: a language, a title, one heading of the first rank, no rank left out.
  if (!document.documentElement.lang) faults.push('the page names no language');
  if (!document.title) faults.push('the page has no title');
  if (document.compatMode !== 'CSS1Compat') faults.push('the page has no doctype');
  if (all('h1').length !== 1) faults.push(`${all('h1').length} headings of the first rank`);
  if (all('main').length !== 1) faults.push('the page has not one main part');
  let rank = 0;
  for (const heading of all('h1, h2, h3, h4, h5, h6')) {
    const next = Number(heading.tagName[1]);
    if (next > rank + 1) faults.push(`a rank is left out before ${named(heading)}`);
    rank = next;
  }
  const ids = all('[id]').map((element) => element.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push(`two elements are "${id}"`));
  for (const link of all('a[href^="#"]')) {
    if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) faults.push(`nothing is at ${link.hash}`);
  }
  for (const attribute of ['aria-labelledby', 'aria-describedby']) {
    for (const element of all(`[${attribute}]`)) {
      if (!document.getElementById(element.getAttribute(attribute))) faults.push(`no label for ${named(element)}`);
    }
  }
  // What is drawn again looks the same: styles must know it by what it is, not by what it stands in.
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const selectors = rules.flatMap((rule) => (rule.selectorText || '').split(','));
  const nested = selectors.map((selector) => selector.trim()).filter((selector) => /\s/.test(selector));
  for (const place of new Set(all('use').map((again) => again.getAttribute('href')))) {
    const drawn = document.getElementById(place.slice(1));
    if (!drawn) faults.push(`nothing is drawn at ${place}`);
    const lost = nested.find((selector) => drawn && drawn.querySelector(selector));
    if (lost) faults.push(`"${lost}" is lost where ${place} is drawn again`);
  }
  all('script').forEach(() => faults.push('the page has a script'));
  all('[role=region], [role=img]').forEach((element) => {
    if (!element.getAttribute('aria-label') && !element.getAttribute('aria-labelledby')) faults.push(`${named(element)} has no label`);
  });
  all('th').forEach((cell) => cell.scope || faults.push(`${named(cell)} is the header of nothing`));
  all('img').forEach((image) => image.alt || faults.push('a picture has no text'));
  all('input, select').forEach((field) => {
    if (!field.labels.length && !field.getAttribute('aria-label')) faults.push(`${named(field)} has no label`);
  });

  // Nothing stands out to the right, but in what can be scrolled.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of all('body *')) {
    if (element.closest('.wide, svg') && !element.matches('.wide')) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.right > width + 1) faults.push(`${named(element)} ends at ${Math.round(box.right)} px`);
  }

  // Each text stands out from what is behind it: 4.5 to 1, as WCAG 2.1 asks at level AA.
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const parts = channels(color).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      const parts = channels(color);
      if (parts.length < 4 || parts[3] === 1) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  let texts = 0;
  const pale = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('title, style')) continue;
    const style = getComputedStyle(element);
    const color = element.closest('svg') ? style.fill : style.color;
    const [one, other] = [light(color), light(behind(element))].sort((a, b) => b - a);
    texts += 1;
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) pale.add(`${named(element)} stands out by ${ratio.toFixed(1)} to 1`);
  }
  faults.push(...pale);
  return JSON.stringify({ faults, texts, background: behind(document.body) });
})()

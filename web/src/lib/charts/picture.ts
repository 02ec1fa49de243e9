/** A chart as a file of its own: what the page's style sheets say of it is written into it. */

const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'visibility',
  'display',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
] as const;

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 16;
const HEAD = 32;
const FOOT = 28;
const LETTER = 7;

export type Legend = readonly { name: string; colour: string }[];

/** The chart of an element with a title above and its series below, as the text of an SVG; null: none is drawn yet. */
export function svgOf(
  element: HTMLElement,
  { title, legend }: { title: string; legend: Legend },
): { text: string; width: number; height: number } | null {
  const drawn = [...element.querySelectorAll('svg')].sort((a, b) => areaOf(b) - areaOf(a))[0];
  if (drawn === undefined || areaOf(drawn) === 0) return null;
  const { width: inner, height: below } = drawn.getBoundingClientRect();
  const [width, height] = [inner + 2 * MARGIN, below + HEAD + FOOT + MARGIN];
  const look = getComputedStyle(element);
  const picture = make('svg', {
    xmlns: SVG,
    width,
    height,
    viewBox: `0 0 ${String(width)} ${String(height)}`,
  });
  const paper = getComputedStyle(document.body).backgroundColor;
  const text = { fill: look.color, 'font-family': look.fontFamily, 'font-size': 12 };
  picture.append(
    make('rect', { width, height, fill: paper }),
    make('text', { ...text, x: MARGIN, y: 24, 'font-size': 14, 'font-weight': 600 }, title),
  );
  const chart = copyOf(drawn);
  for (const [name, value] of Object.entries({ x: MARGIN, y: HEAD, width: inner, height: below })) {
    chart.setAttribute(name, String(value));
  }
  picture.append(chart);
  let left = MARGIN;
  for (const { name, colour } of legend) {
    const y = HEAD + below + 20;
    picture.append(
      make('rect', {
        x: left,
        y: y - 9,
        width: 10,
        height: 10,
        rx: 2,
        fill: resolved(colour, element),
      }),
      make('text', { ...text, x: left + 16, y }, name),
    );
    left += 16 + name.length * LETTER + 14;
  }
  return { text: new XMLSerializer().serializeToString(picture), width, height };
}

function make(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

const areaOf = (svg: Element): number => {
  const { width, height } = svg.getBoundingClientRect();
  return width * height;
};

/** With the styles that count here; without names of classes, which mean nothing elsewhere. */
function copyOf(original: Element): Element {
  const copy = original.cloneNode(true);
  if (!(copy instanceof Element)) throw new Error('the copy of an element is one');
  const copies = [...copy.querySelectorAll('*')];
  const pairs: [Element, Element][] = [
    [original, copy],
    ...[...original.querySelectorAll('*')].flatMap((from, index): [Element, Element][] => {
      const to = copies[index];
      return to === undefined ? [] : [[from, to]];
    }),
  ];
  for (const [from, to] of pairs) {
    const look = getComputedStyle(from);
    // As attributes of SVG: the page's policy forbids styles in markup.
    to.removeAttribute('class');
    to.removeAttribute('style');
    for (const name of STYLES) to.setAttribute(name, look.getPropertyValue(name));
  }
  return copy;
}

/** A colour of the page (`var(--…)`) as any program reads it. */
function resolved(colour: string, within: HTMLElement): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  within.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const SCALE = 2;

/** The same in dots, twice as many as px. */
export async function pngOf(svg: {
  text: string;
  width: number;
  height: number;
}): Promise<Blob | null> {
  const image = new Image(svg.width, svg.height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(svg.width * SCALE), Math.round(svg.height * SCALE)];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

/** Has the browser keep it as a file. */
export function saveAs(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

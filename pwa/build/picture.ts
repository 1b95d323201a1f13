/**
 * Draws the mark as PNG, for phones that take no SVG as an app's icon. Knows what mark.svg uses and no more: a ground, one group with
 * translate and scale, circles, and paths of straight lines, stroked with round ends or filled.
 */
import { deflateSync } from "node:zlib";

type Point = [number, number];
type Colour = [number, number, number];

interface Shape {
  lines: Point[][];
  /** Centre and radius, for a circle. */
  circle?: [number, number, number];
  width: number;
  stroke: Colour;
  fill: Colour | null;
}

interface Drawing {
  size: number;
  ground: Colour;
  radius: number;
  shapes: Shape[];
}

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
const numbers = (text: string): number[] => (text.match(/-?\d*\.?\d+/g) ?? []).map(Number);

function colour(text: string): Colour {
  const bits = Number.parseInt(text.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** The lines of a path that has no curves. */
function trace(path: string): Point[][] {
  const lines: Point[][] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of path.matchAll(/([MmLlHhVvZz])([^A-Za-z]*)/g)) {
    const given = numbers(rest);
    const line = lines.at(-1);
    if (command === "Z" || command === "z") {
      if (line?.[0]) {
        line.push(line[0]);
        [x, y] = line[0];
      }
      continue;
    }
    const step = /[HhVv]/.test(command) ? 1 : 2;
    for (let i = 0; i < given.length; i += step) {
      const [a, b] = [given[i]!, given[i + 1] ?? 0];
      if (command === "H" || command === "h") x = command === "H" ? a : x + a;
      else if (command === "V" || command === "v") y = command === "V" ? a : y + a;
      else [x, y] = command === command.toUpperCase() ? [a, b] : [x + a, y + b];
      if ((command === "M" || command === "m") && i === 0) lines.push([[x, y]]);
      else lines.at(-1)!.push([x, y]);
    }
  }
  return lines;
}

/** Read a drawing of the kind that mark.svg is. */
export function read(svg: string): Drawing {
  const ground = /<rect[^>]*>/.exec(svg)![0];
  const group = /<g[^>]*>/.exec(svg)![0];
  const [dx = 0, dy = 0, scale = 1] = numbers(attribute(group, "transform")!);
  const place = ([x, y]: Point): Point => [dx + scale * x, dy + scale * y];
  const shapes = [...svg.slice(svg.indexOf(group) + group.length).matchAll(/<(circle|path)[^>]*>/g)].map(([tag, name]): Shape => {
    const fill = attribute(tag, "fill");
    const [cx, cy] = place([Number(attribute(tag, "cx")), Number(attribute(tag, "cy"))]);
    return {
      lines: name === "path" ? trace(attribute(tag, "d")!).map((line) => line.map(place)) : [],
      ...(name === "circle" && { circle: [cx, cy, scale * Number(attribute(tag, "r"))] as [number, number, number] }),
      width: scale * Number(attribute(tag, "stroke-width") ?? attribute(group, "stroke-width")),
      stroke: colour(attribute(tag, "stroke") ?? attribute(group, "stroke")!),
      fill: fill === undefined ? null : colour(fill),
    };
  });
  return { size: Number(attribute(ground, "width")), ground: colour(attribute(ground, "fill")!), radius: Number(attribute(ground, "rx")), shapes };
}

function toSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

function inside([px, py]: Point, line: Point[]): boolean {
  let odd = false;
  line.forEach(([ax, ay], i) => {
    const [bx, by] = line[(i + 1) % line.length]!;
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) odd = !odd;
  });
  return odd;
}

/** How far outside a shape a point is; negative within. */
function outside(point: Point, { lines, circle, width, fill }: Shape): number {
  if (circle) return Math.abs(Math.hypot(point[0] - circle[0], point[1] - circle[1]) - circle[2]) - width / 2;
  let nearest = Infinity;
  for (const line of lines) {
    if (fill && inside(point, line)) return -width;
    for (let i = 1; i < line.length; i += 1) nearest = Math.min(nearest, toSegment(point, line[i - 1]!, line[i]!));
  }
  return nearest - width / 2;
}

/**
 * A square PNG, `pixels` wide. `whole`: the ground fills the square and the mark keeps clear of the edge, for phones that cut icons to
 * shapes of their own.
 */
export function png(drawing: Drawing, pixels: number, whole: boolean): Uint8Array {
  const { size, ground, shapes } = drawing;
  const radius = whole ? 0 : drawing.radius;
  const unit = size / pixels;
  const zoom = whole ? 1.25 : 1;
  const rows = Buffer.alloc(pixels * (1 + pixels * 4));
  for (let row = 0; row < pixels; row += 1) {
    for (let column = 0; column < pixels; column += 1) {
      const [x, y] = [(column + 0.5) * unit, (row + 0.5) * unit];
      const corner = Math.hypot(Math.max(0, Math.abs(x - size / 2) - size / 2 + radius), Math.max(0, Math.abs(y - size / 2) - size / 2 + radius));
      const cover = (distance: number) => Math.min(1, Math.max(0, 0.5 - distance / unit));
      let paint: Colour = ground;
      const point: Point = [size / 2 + (x - size / 2) * zoom, size / 2 + (y - size / 2) * zoom];
      for (const shape of shapes) {
        const share = cover(outside(point, shape) / zoom);
        paint = paint.map((old, i) => old + share * ((shape.fill ?? shape.stroke)[i]! - old)) as Colour;
      }
      rows.set([...paint.map(Math.round), Math.round(255 * (radius === 0 ? 1 : cover(corner - radius)))], row * (1 + pixels * 4) + 1 + column * 4);
    }
  }
  return file(pixels, rows);
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return framed;
}

function file(pixels: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 6, 0, 0, 0], 8); // eight bits each of red, green, blue and opacity
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", new Uint8Array())]);
}

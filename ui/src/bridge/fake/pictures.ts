// Pictures for stories: figures drawn by hand where cameras would be, and a page of a treaty where a screen would be.
import type { StageLayout, StageTile } from '../backend.ts';

const ROOMS = [
  ['#6d7f86', '#39474c', '#2d3a40', '#c99873'],
  ['#8c7a63', '#4d4032', '#3a4a5c', '#8a5a3c'],
  ['#71806c', '#3d4a3a', '#5c2e35', '#e0b494'],
  ['#7c7387', '#433c4e', '#26323a', '#6f4530'],
  ['#80756f', '#4a413c', '#31463f', '#d3a27f'],
] as const;

function figure(context: CanvasRenderingContext2D, tile: StageTile, seed: number): void {
  const [light, shade, coat, skin] = ROOMS[seed % ROOMS.length]!;
  const { x, y, width, height } = tile;
  const wall = context.createLinearGradient(x, y, x + width, y + height);
  wall.addColorStop(0, light);
  wall.addColorStop(1, shade);
  context.fillStyle = wall;
  context.fillRect(x, y, width, height);
  // A window at the side, out of focus.
  context.fillStyle = 'rgb(255 250 235 / 0.14)';
  context.fillRect(x + width * 0.06, y, width * 0.16, height * 0.62);
  const unit = Math.min(width / 1.5, height);
  const middle = x + width / 2;
  const floor = y + height;
  context.fillStyle = coat;
  context.beginPath();
  context.ellipse(middle, floor + unit * 0.06, unit * 0.46, unit * 0.4, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = '#f3efe6';
  context.beginPath();
  context.moveTo(middle - unit * 0.1, floor - unit * 0.33);
  context.lineTo(middle + unit * 0.1, floor - unit * 0.33);
  context.lineTo(middle, floor - unit * 0.1);
  context.fill();
  const hair = seed % 2 === 0 ? '#1d1a1a' : '#2b211c';
  context.fillStyle = hair;
  context.beginPath();
  context.ellipse(middle, floor - unit * 0.615, unit * 0.178, unit * 0.2, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = skin;
  context.fillRect(middle - unit * 0.075, floor - unit * 0.45, unit * 0.15, unit * 0.15);
  context.beginPath();
  context.ellipse(middle, floor - unit * 0.56, unit * 0.148, unit * 0.19, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = hair;
  context.beginPath();
  context.ellipse(middle + (seed % 3 - 1) * unit * 0.03, floor - unit * 0.72, unit * 0.14, unit * 0.075, (seed % 3 - 1) * 0.3, 0, Math.PI * 2);
  context.fill();
}

function treaty(context: CanvasRenderingContext2D, tile: StageTile): void {
  // A screen of 16:9, whole in its tile.
  const width = Math.min(tile.width, (tile.height * 16) / 9);
  const height = (width * 9) / 16;
  const x = tile.x + (tile.width - width) / 2;
  const y = tile.y + (tile.height - height) / 2;
  const unit = width / 100;
  context.fillStyle = '#ffffff';
  context.fillRect(x, y, width, height);
  context.fillStyle = '#15201b';
  context.textBaseline = 'top';
  context.font = `600 ${unit * 3.4}px "Source Serif 4", serif`;
  context.fillText('Article 7: access to ports', x + unit * 7, y + unit * 6);
  context.font = `${unit * 1.7}px Inter, sans-serif`;
  context.fillStyle = '#4c5a53';
  context.fillText('Proposal of the South African delegation, 30 November', x + unit * 7, y + unit * 11.2);
  const rows = [
    ['7.1', 'Vessels of either Party may call at the ports listed in Annex B upon 48 hours’ notice.', 'Agreed'],
    ['7.2', 'Port State inspections shall [not] exceed [six] [twelve] hours.', 'Open'],
    ['7.3', 'Catch data are exchanged within ten working days.', 'Agreed ad ref.'],
    ['7.4', 'Disputes are referred to the Joint Committee (Article 12).', 'Open'],
  ];
  rows.forEach(([clause, text, position], index) => {
    const line = y + unit * (18 + index * 6);
    context.fillStyle = '#e3e0d6';
    context.fillRect(x + unit * 7, line - unit * 1.6, unit * 86, Math.max(1, unit * 0.12));
    context.fillStyle = '#15201b';
    context.font = `600 ${unit * 1.7}px Inter, sans-serif`;
    context.fillText(clause!, x + unit * 7, line);
    context.font = `${unit * 1.7}px Inter, sans-serif`;
    context.fillText(text!, x + unit * 13, line);
    context.fillStyle = index % 2 === 0 ? '#1e5b47' : '#8f6b2e';
    context.fillText(position!, x + unit * 82, line);
  });
}

/** Draws a whole stage. */
export function paintStage(context: CanvasRenderingContext2D, layout: StageLayout): void {
  const [red, green, blue] = layout.background;
  context.fillStyle = `rgb(${red} ${green} ${blue})`;
  context.fillRect(0, 0, layout.width, layout.height);
  for (const tile of layout.tiles) {
    context.save();
    context.beginPath();
    context.rect(tile.x, tile.y, tile.width, tile.height);
    context.clip();
    if (tile.source.is === 'screen' || tile.source.is === 'my_screen') treaty(context, tile);
    else figure(context, tile, tile.source.is === 'me' ? 0 : Number(tile.source.participant.replace(/\D/g, '')));
    context.restore();
  }
}

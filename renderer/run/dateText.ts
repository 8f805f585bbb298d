/** Points in time as people read them, of equal width so that they line up (renderer). */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** "05 Jan, 10:30" in this year, "05 Jan 2025" in others; local time. */
export function shortDate(ms: number, nowMs: number = Date.now()): string {
  const date = new Date(ms);
  const day = `${two(date.getDate())} ${months[date.getMonth()]}`;
  if (date.getFullYear() !== new Date(nowMs).getFullYear()) return `${day} ${date.getFullYear()}`;
  return `${day}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "5 Jan 2026, 10:30:07", local time. */
export function fullDate(ms: number): string {
  const date = new Date(ms);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}, ${time}`;
}

/** Points in time as people read them, of equal width so that they line up (renderer). */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** "05 Jan" in this year, "Jan 2025" in others; local time. */
export function dayText(ms: number, nowMs: number = Date.now()): string {
  const date = new Date(ms);
  const month = months[date.getMonth()];
  return date.getFullYear() === new Date(nowMs).getFullYear()
    ? `${two(date.getDate())} ${month}`
    : `${month} ${date.getFullYear()}`;
}

/** "10:30", local time. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "5 Jan 2026, 10:30:07", local time. */
export function fullDate(ms: number): string {
  const date = new Date(ms);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}, ${time}`;
}

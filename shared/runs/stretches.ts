/** How many runs of the list travel at a time; pure, runs anywhere. */

/** What fills a screen comes first, and soon. */
export const firstStretch = 50;
/** As many as are read, sent and put in place without anything having to wait. */
export const stretch = 1000;

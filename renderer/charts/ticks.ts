/** Ticks of the charts' axes: those that every picture of the lab has (renderer). */
export * from '../../shared/maths/ticks';

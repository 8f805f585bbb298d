/** How a run is drawn: as in every picture of the lab (renderer). */
export * from '../../shared/runs/look';

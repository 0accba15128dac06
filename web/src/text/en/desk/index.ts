import { expert } from "./expert";
import { office } from "./office";
import { places } from "./places";

export const desk = { expert, office, places };

export type DeskWords = typeof desk;

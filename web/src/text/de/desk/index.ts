import type { DeskWords } from "../../en/desk";
import { expert } from "./expert";
import { office } from "./office";
import { places } from "./places";

export const desk: DeskWords = { expert, office, places };

import type { CoreSettings, IdScheme, IdSchemes, StreamSettings } from './settings';

/** The schemes of a stream's ids: its own, and for the rest those of all streams. */
export function schemesOf({ idSchemes }: Pick<CoreSettings, 'idSchemes'>, settings?: StreamSettings): IdSchemes {
  return settings?.idSchemes ? { ...idSchemes, ...settings.idSchemes } : idSchemes;
}

/** The schemes of all streams, those that hold in general first. */
export function schemesInUse(core: Pick<CoreSettings, 'idSchemes' | 'streams'>): readonly [IdSchemes, ...IdSchemes[]] {
  return [core.idSchemes, ...core.streams.filter(({ idSchemes }) => idSchemes).map((entry) => schemesOf(core, entry))];
}

/** The same text for the same scheme, as the settings spell it. */
export function schemeKey(scheme: IdScheme): string {
  return scheme.kind === 'attribute' ? `ATTRIBUTE:${scheme.attribute}` : scheme.kind.toUpperCase();
}

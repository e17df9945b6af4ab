namespace Colora.Synthetic.Records;

/// <summary>Words that records are made of.</summary>
public static class Words
{
    private static readonly string[] Onsets =
    [
        "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z",
        "br", "dr", "gr", "kl", "st", "tr", "sch", "th",
    ];

    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "au", "ei", "ie", "oo"];
    private static readonly string[] Codas = ["", "n", "r", "s", "l", "m", "t", "nd", "rk", "ck", "ng", "ss"];

    /// <summary>Months.</summary>
    public static IReadOnlyList<string> Months { get; } =
        "January February March April May June July August September October November December".Split(' ');

    /// <summary>First names.</summary>
    public static IReadOnlyList<string> FirstNames { get; } =
        ("Anna Ben Carla David Emma Felix Greta Hugo Ines Jonas Klara Leo Maria Nils Olga Paul Quinn Rosa "
        + "Simon Tina Uwe Vera Walter Xenia Yara Zoe Amir Bianca Carlos Dora Elias Fiona Gregor Hanna Igor "
        + "Julia Karim Lena Marco Nadia Oskar Petra Ralf Sara Theo Ursula Viktor Wanda Yusuf Alma Boris Celia "
        + "Dario Edith Frank Gina Henry Iris Jakob Kira Luca Mona Noah Otto Pia Robin Stella Tom Valentin "
        + "Wendy Adele Bruno Chloe Daniel Elsa Fred Gloria Helen Ivan Jana Kevin Laura Martin Nora Oliver "
        + "Paula Rita Samuel Thea Victor").Split(' ');

    /// <summary>Last names.</summary>
    public static IReadOnlyList<string> LastNames { get; } =
        ("Berg Carter Dietz Evans Fischer Gomez Hansen Ivanov Jensen Keller Lopez Meyer Novak Olsen Peters "
        + "Quist Rossi Smith Turner Ulrich Vogel Weber Xander Young Zimmer Adams Baker Costa Duran Egger Ford "
        + "Gruber Holt Imhof Jordan Kern Lang Moser Nagel Ortiz Parker Reed Silva Thomas Unger Varga Walsh "
        + "Yilmaz Zeller Arnold Becker Clark Dorn Eriksen Frey Graf Huber Isler Janssen Kuhn Lindt Marsh "
        + "Nilsen Oswald Price Ritter Sommer Tanner Urban Vidal Winter Young Ziegler Abbott Brandt Conti Dahl "
        + "Ebner Fuchs Garcia Hoffman Irving Jung Kraft Lorenz Moretti Neumann Orlov Pavlov Richter Steiner "
        + "Thorn Wolf").Split(' ');

    /// <summary>Units, in the plural.</summary>
    public static IReadOnlyList<string> Units { get; } =
        "boxes bags pallets litres metres hours sheets bottles cans rolls crates packs tonnes pieces drums kegs"
            .Split(' ');

    /// <summary>Topics of the corpus; those of the benchmark's families are others.</summary>
    public static IReadOnlyList<string> Topics { get; } =
        ("sales support legal finance audit travel security kitchen garden studio archive library museum "
        + "harbour station market factory office school theatre workshop laundry bakery pharmacy hotel "
        + "airport mine farm forest quarry mill brewery printing music sports history physics biology "
        + "painting drama cooking sewing red green blue yellow white black silver golden urgent normal low "
        + "high open closed pending paid late early done").Split(' ');

    /// <summary>Label words of each field.</summary>
    public static IReadOnlyDictionary<Field, IReadOnlyList<string>> Labels { get; } =
        new Dictionary<Field, IReadOnlyList<string>>
        {
            [Field.Person] =
            "name who person contact client for by owner agent staff buyer holder guest sender user".Split(' '),
            [Field.Date] = "date day when on due since until at dated time start from ship entry".Split(' '),
            [Field.Quantity] = "qty amount count number size load stock units lot need sum volume pack".Split(' '),
            [Field.Code] = "id code ref key no part item tag mark serial token label sku file".Split(' '),
            [Field.Topic] = "dept desk type kind area team queue class group route topic unit zone branch".Split(' '),
        };

    /// <summary>A word of two syllables that is in no list, capitalised like a name; at least three letters.</summary>
    public static string Invented(Draw draw) =>
        LetterCase.Title.Write(draw.Pick(Onsets)
            + draw.Pick(Vowels) + draw.Pick(Onsets) + draw.Pick(Vowels) + draw.Pick(Codas));

    /// <summary>A syllable of at least two letters.</summary>
    public static string Syllable(Draw draw) => draw.Pick(Onsets) + draw.Pick(Vowels) + draw.Pick(Codas);
}

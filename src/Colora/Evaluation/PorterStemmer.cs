namespace Colora.Evaluation;

/// <summary>
/// Porter's suffix stripper (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980) with the
/// departures that NLTK makes in its default mode (NLTK_EXTENSIONS): the scores that papers print as ROUGE-L stand on
/// exactly these stems.
/// </summary>
internal static class PorterStemmer
{
    // NLTK's irregular forms: form -> stem.
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["sky"] = "sky",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["news"] = "news",
        ["innings"] = "inning",
        ["inning"] = "inning",
        ["outings"] = "outing",
        ["outing"] = "outing",
        ["cannings"] = "canning",
        ["canning"] = "canning",
        ["howe"] = "howe",
        ["proceed"] = "proceed",
        ["exceed"] = "exceed",
        ["succeed"] = "succeed",
    };

    // Suffix -> replacement, the first suffix that fits decides. Needs m > 0 of what is before the suffix ("logi": see
    // Step2).
    private static readonly (string Suffix, string Replacement)[] Step2Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"),
        ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
        ("biliti", "ble"), ("fulli", "ful"),
        ("logi", "log"),
    ];

    // Needs m > 0.
    private static readonly (string Suffix, string Replacement)[] Step3Rules =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    // Removed when m > 1 ("ion": only after s or t).
    private static readonly string[] Step4Suffixes =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize",
    ];

    /// <summary>The stem of one word, in lower case. Words of one or two characters are their own stems.</summary>
    public static string Stem(string word)
    {
        var stem = word.ToLowerInvariant();
        if (Irregular.TryGetValue(stem, out var irregular)) return irregular;
        if (stem.Length <= 2) return stem;
        return Step5b(Step5a(Step4(Step3(Step2(Step1c(Step1b(Step1a(stem))))))));
    }

    private static string Step1a(string word)
    {
        // NLTK: "dies" -> "die", where Porter has "di".
        if (Ends(word, "ies")) return word.Length == 4 ? word[..^1] : word[..^2];
        if (Ends(word, "sses")) return word[..^2];
        return Ends(word, "ss") || !Ends(word, "s") ? word : word[..^1];
    }

    private static string Step1b(string word)
    {
        // NLTK: "died" -> "die", "spied" -> "spi".
        if (Ends(word, "ied")) return word.Length == 4 ? word[..^1] : word[..^2];
        if (Ends(word, "eed")) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        if (Ends(word, "ed") && HasVowel(word[..^2])) return MendAfterStep1b(word[..^2]);
        return Ends(word, "ing") && HasVowel(word[..^3]) ? MendAfterStep1b(word[..^3]) : word;
    }

    private static string MendAfterStep1b(string stem)
    {
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz")) return stem + "e";
        if (EndsInDoubleConsonant(stem)) return stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1];
        return Measure(stem) == 1 && EndsConsonantVowelConsonant(stem) ? stem + "e" : stem;
    }

    // NLTK: y -> i after a consonant that is not the first letter ("by" stays), where Porter asks for a vowel before.
    private static string Step1c(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    private static string Step2(string word)
    {
        // NLTK: "alli" -> "al" and then once more ("rationalli" -> "rational" -> "ration").
        if (Ends(word, "alli") && Measure(word[..^4]) > 0) return Step2(word[..^2]);

        foreach (var (suffix, replacement) in Step2Rules)
        {
            if (!Ends(word, suffix)) continue;
            // NLTK measures "logi" with its l: "geologi" -> "geolog", "apologi" too.
            var measured = suffix == "logi" ? word[..^3] : word[..^suffix.Length];
            return Measure(measured) > 0 ? word[..^suffix.Length] + replacement : word;
        }

        return word;
    }

    private static string Step3(string word)
    {
        foreach (var (suffix, replacement) in Step3Rules)
        {
            if (!Ends(word, suffix)) continue;
            var stem = word[..^suffix.Length];
            return Measure(stem) > 0 ? stem + replacement : word;
        }

        return word;
    }

    private static string Step4(string word)
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (!Ends(word, suffix)) continue;
            var stem = word[..^suffix.Length];
            if (suffix == "ion" && !(Ends(stem, "s") || Ends(stem, "t"))) return word;
            return Measure(stem) > 1 ? stem : word;
        }

        return word;
    }

    private static string Step5a(string word)
    {
        if (!Ends(word, "e")) return word;
        var stem = word[..^1];
        var measure = Measure(stem);
        return measure > 1 || (measure == 1 && !EndsConsonantVowelConsonant(stem)) ? stem : word;
    }

    private static string Step5b(string word) => Ends(word, "ll") && Measure(word[..^1]) > 1 ? word[..^1] : word;

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    // y is a consonant at the start and after a vowel; digits and all else are consonants.
    private static bool IsConsonant(string word, int i)
    {
        if (word[i] is 'a' or 'e' or 'i' or 'o' or 'u') return false;

        // A run of y alternates; counted from its start, so that a long run costs no deep recursion.
        var start = i;
        while (start > 0 && word[start] == 'y') start--;
        if (word[i] != 'y') return true;
        var startIsConsonant = word[start] is not ('a' or 'e' or 'i' or 'o' or 'u');
        return startIsConsonant == ((i - start) % 2 == 0);
    }

    /// <summary>m in [C](VC)^m[V]: how often a vowel is followed by a consonant.</summary>
    private static int Measure(string word)
    {
        var measure = 0;
        for (var i = 1; i < word.Length; i++)
        {
            if (!IsConsonant(word, i - 1) && IsConsonant(word, i)) measure++;
        }

        return measure;
    }

    private static bool HasVowel(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (!IsConsonant(word, i)) return true;
        }

        return false;
    }

    private static bool EndsInDoubleConsonant(string word) =>
        word.Length >= 2 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    private static bool EndsConsonantVowelConsonant(string word)
    {
        var last = word.Length - 1;

        // NLTK: a stem of vowel and consonant counts as well.
        if (word.Length == 2) return !IsConsonant(word, 0) && IsConsonant(word, 1);
        return word.Length >= 3
            && IsConsonant(word, last - 2)
            && !IsConsonant(word, last - 1)
            && IsConsonant(word, last)
            && word[^1] is not ('w' or 'x' or 'y');
    }
}

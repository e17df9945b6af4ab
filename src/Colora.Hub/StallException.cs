using System.Globalization;

namespace Colora.Hub;

/// <summary>A connection that stays silent for too long.</summary>
internal sealed class StallException(TimeSpan limit) : IOException(string.Create(CultureInfo.InvariantCulture, $"no byte for {limit.TotalSeconds:0.#} s"));

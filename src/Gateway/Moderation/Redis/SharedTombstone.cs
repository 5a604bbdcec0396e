using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Signaling.Core.Rooms;

namespace Signaling.Gateway.Moderation.Redis;

/// <summary>
/// The last word on a tombstone, as gateways share it. Of two words on the same the later one counts, wherever they meet; so a lift is a word like
/// others, kept for as long as what it lifts would have been.
/// </summary>
/// <param name="At">When it was said, in milliseconds since 1970, and always later than the word that it answers.</param>
/// <param name="Ends">When it may be forgotten, in milliseconds since 1970.</param>
/// <param name="Tombstone">What it says; <see cref="Tombstone.Until"/> is 0 for a lift.</param>
internal sealed record SharedTombstone(long At, long Ends, Tombstone Tombstone)
{
    /// <summary>Digits of <see cref="At"/> that stand before the rest, for scripts to compare.</summary>
    public const int AtDigits = 16;

    public bool IsLift => Tombstone.Until == 0;

    /// <summary>What it is about: the name of its field.</summary>
    public string Field => FieldOf(Tombstone);

    public static string FieldOf(Tombstone tombstone) =>
        JsonSerializer.Serialize([tombstone.Room, tombstone.PeerId!, tombstone.Identity!], SharedTombstoneJson.Default.StringArray);

    public static bool TryParse(string? text, [NotNullWhen(true)] out SharedTombstone? parsed)
    {
        parsed = null;
        if (text is null || text.Length <= AtDigits) return false;
        try
        {
            parsed = JsonSerializer.Deserialize(text.AsSpan(AtDigits), SharedTombstoneJson.Default.SharedTombstone);
        }
        catch (JsonException)
        {
            return false;
        }

        return parsed is { Tombstone.Room: not null };
    }

    public string ToText() => At.ToString("D16", CultureInfo.InvariantCulture) + JsonSerializer.Serialize(this, SharedTombstoneJson.Default.SharedTombstone);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SharedTombstone))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SharedTombstoneJson : JsonSerializerContext;

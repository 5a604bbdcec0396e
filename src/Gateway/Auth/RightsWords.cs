using Signaling.Core.Messages;

namespace Signaling.Gateway.Auth;

/// <summary>Rights as tokens and settings name them.</summary>
internal static class RightsWords
{
    private static readonly (string Word, Rights Right)[] Known =
    [
        ("join", Rights.Join), ("publish", Rights.Publish), ("speak", Rights.Speak),
        ("presence", Rights.Presence), ("moderate", Rights.Moderate), ("admin", Rights.Admin),
    ];

    /// <summary>The rights of words; those that mean nothing here are another service's.</summary>
    public static Rights Parse(IEnumerable<string> words) =>
        words.Aggregate(Rights.None, (rights, word) => rights | Known.FirstOrDefault(known => known.Word == word).Right);

    public static Rights Parse(string text) => Parse(Words(text));

    public static IEnumerable<string> Unknown(string text) => Words(text).Where(word => !Known.Any(known => known.Word == word));

    public static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

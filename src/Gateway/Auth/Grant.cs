using Signaling.Core.Messages;

namespace Signaling.Gateway.Auth;

/// <summary>What a good token says.</summary>
/// <param name="Identity">Who it is; null when the token does not say.</param>
/// <param name="Rooms">Names of rooms, in which * stands for anything.</param>
/// <param name="Rights">What it may do there.</param>
/// <param name="EndsAtMs">When it ends, the clocks' difference included, in milliseconds since 1970; 0 for never.</param>
public sealed record Grant(string? Identity, IReadOnlyList<string> Rooms, Rights Rights, long EndsAtMs)
{
    /// <summary>Whether it lets its bearer into a room.</summary>
    public bool Admits(string room) => (Rights & Rights.Join) != 0 && Rooms.Any(pattern => Matches(pattern, room));

    /// <summary>Compares by characters. Takes a time that grows with the product of the lengths at worst.</summary>
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (p, n, star, retry) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, retry) = (p++, n);
            else if (p < pattern.Length && pattern[p] == name[n]) (p, n) = (p + 1, n + 1);
            else if (star >= 0) (p, n) = (star + 1, ++retry);
            else return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}

using System.Collections.Concurrent;
using System.Text.Json;

namespace Signaling.Gateway.Flight;

/// <summary>The words of the recorder in JSON: a value's name in lower case, its words joined by hyphens.</summary>
internal static class FlightWords
{
    private static readonly ConcurrentDictionary<Enum, string> Words = new();

    public static string Of(Enum value) => Words.GetOrAdd(value, static each => JsonNamingPolicy.KebabCaseLower.ConvertName(each.ToString()));
}

using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>Which of the things that clients bring is a token. Supabase's API keys are no tokens if they begin with sb_, and tokens if they are JWTs, as the older ones are.</summary>
internal static class RealtimeTokens
{
    /// <summary>The token of a connection, for its channels that bring none of their own; null for none.</summary>
    public static string? Of(Handshake handshake, string? apiKey) => Token(handshake.Token()) ?? TokenIn(apiKey);

    /// <summary>The token of a request; null for none.</summary>
    public static string? Of(HttpRequest request, string? apiKey) => Token(Handshake.BearerOf(request.Headers.Authorization)) ?? TokenIn(apiKey);

    /// <summary>What stands where a token belongs; null if it is none.</summary>
    public static string? Token(string? text) => string.IsNullOrEmpty(text) || text.StartsWith("sb_", StringComparison.Ordinal) ? null : text;

    private static string? TokenIn(string? apiKey) => apiKey is not null && apiKey.AsSpan().Count('.') == 2 ? apiKey : null;
}

using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>The head of an upgrade request, RFC 6455 section 4.2.1, read from its bytes. Gives out what a door may ask for.</summary>
internal sealed class UpgradeRequest
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueFaults = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != '\t').Select(c => (char)c), '\x7F']);

    private readonly List<(string Name, string Value)> _headers = [];
    private readonly string _query = "";

    private UpgradeRequest(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        Path = mark < 0 ? target : target[..mark];
        if (mark >= 0) _query = target[mark..];
    }

    /// <summary>The path as it was sent.</summary>
    public string Path { get; }

    /// <summary>The key that the answer proves to have read.</summary>
    public string Key => Header("Sec-WebSocket-Key") ?? "";

    /// <summary>Reads the head, with its last empty line or without. Otherwise the HTTP status that tells what is wrong with it.</summary>
    public static UpgradeRequest? Read(ReadOnlySpan<byte> head, out HttpStatusCode fault)
    {
        fault = HttpStatusCode.BadRequest;
        string text;
        try
        {
            text = StrictUtf8.GetString(head);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var lines = text.TrimEnd('\r', '\n').Split("\r\n");
        var words = lines[0].Split(' ');
        if (words.Length != 3 || words[0] != "GET" || words[1].AsSpan().ContainsAny(ValueFaults)) return null;
        var request = new UpgradeRequest(words[1]);
        if (!request.TakeHeaders(lines.AsSpan(1))) return null;
        fault = HttpStatusCode.UpgradeRequired;
        if (words[2] != "HTTP/1.1" || !request.AsksForUpgrade()) return null;
        fault = HttpStatusCode.BadRequest;
        return request.IsSound() ? request : null;
    }

    /// <summary>A header's value; several of one name are joined with commas. Null when it is not there.</summary>
    public string? Header(string name)
    {
        string? found = null;
        foreach (var (header, value) in _headers)
        {
            if (header.Equals(name, StringComparison.OrdinalIgnoreCase)) found = found is null ? value : $"{found},{value}";
        }

        return found;
    }

    /// <summary>The request as a door gets it.</summary>
    public Handshake ToHandshake(IPAddress? address) =>
        new(Path, name => QueryHelpers.ParseQuery(_query).TryGetValue(name, out var value) ? value.ToString() : null, Header, address, Words("Sec-WebSocket-Protocol"));

    private bool TakeHeaders(ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(NameChars)) return false;
            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (value.AsSpan().ContainsAny(ValueFaults)) return false;
            _headers.Add((line[..colon], value));
        }

        return true;
    }

    private bool AsksForUpgrade() =>
        Words("Connection").Contains("upgrade", StringComparer.OrdinalIgnoreCase)
        && Words("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase)
        && Header("Sec-WebSocket-Version") == "13";

    private bool IsSound()
    {
        Span<byte> key = stackalloc byte[18];
        return _headers.Count(header => header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)) == 1
            && Key.Length == 24 && Convert.TryFromBase64String(Key, key, out var bytes) && bytes == 16
            && Header("Transfer-Encoding") is null && Header("Content-Length") is null or "0";
    }

    private string[] Words(string name) =>
        Header(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

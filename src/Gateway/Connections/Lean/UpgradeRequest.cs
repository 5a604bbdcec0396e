using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>The head of an upgrade request, RFC 6455 section 4.2.1: one text, in which headers are looked up. Gives out what a door may ask for.</summary>
internal sealed class UpgradeRequest
{
    private const string End = "\r\n";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueFaults = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != '\t').Select(c => (char)c), '\x7F']);

    private readonly string _headers;
    private readonly string _query = "";

    private UpgradeRequest(string target, string headers)
    {
        _headers = headers;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        Path = mark < 0 ? target : target[..mark];
        if (mark >= 0) _query = target[mark..];
    }

    /// <summary>The path as it was sent.</summary>
    public string Path { get; }

    /// <summary>The key that the answer proves to have read.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Reads the head, with its last empty line or without. Otherwise the HTTP status that tells what is wrong with it.</summary>
    public static UpgradeRequest? Read(ReadOnlySpan<byte> head, out HttpStatusCode fault)
    {
        fault = HttpStatusCode.BadRequest;
        head = head.TrimEnd("\r\n"u8);
        var firstEnd = head.IndexOf("\r\n"u8);
        string first, headers;
        try
        {
            first = StrictUtf8.GetString(firstEnd < 0 ? head : head[..firstEnd]);
            headers = firstEnd < 0 ? "" : StrictUtf8.GetString(head[(firstEnd + End.Length)..]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var words = first.Split(' ');
        if (words.Length != 3 || words[0] != "GET" || words[1].AsSpan().ContainsAny(ValueFaults)) return null;
        var request = new UpgradeRequest(words[1], headers);
        if (!request.HasSoundHeaders()) return null;
        fault = HttpStatusCode.UpgradeRequired;
        if (words[2] != "HTTP/1.1" || !request.AsksForUpgrade()) return null;
        fault = HttpStatusCode.BadRequest;
        return request.IsSound() ? request : null;
    }

    /// <summary>A header's value; several of one name are joined with commas. Null when it is not there.</summary>
    public string? Header(string name)
    {
        string? found = null;
        foreach (var range in Lines())
        {
            var line = _headers.AsSpan()[range];
            if (!IsOf(line, name)) continue;
            var value = Value(line).ToString();
            found = found is null ? value : $"{found},{value}";
        }

        return found;
    }

    /// <summary>The request as a door gets it.</summary>
    public Handshake ToHandshake(IPAddress? address) =>
        new(Path, name => QueryHelpers.ParseQuery(_query).TryGetValue(name, out var value) ? value.ToString() : null, Header, address, Words("Sec-WebSocket-Protocol"));

    private MemoryExtensions.SpanSplitEnumerator<char> Lines() => _headers.AsSpan().Split(End);

    private static bool IsOf(ReadOnlySpan<char> line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> line) => line[(line.IndexOf(':') + 1)..].Trim(" \t");

    private bool HasSoundHeaders()
    {
        if (_headers.Length == 0) return true;
        foreach (var range in Lines())
        {
            var line = _headers.AsSpan()[range];
            var colon = line.IndexOf(':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(NameChars) || Value(line).ContainsAny(ValueFaults)) return false;
        }

        return true;
    }

    private bool AsksForUpgrade() => HasWord("Connection", "upgrade") && HasWord("Upgrade", "websocket") && Header("Sec-WebSocket-Version") == "13";

    private bool IsSound()
    {
        var hosts = 0;
        foreach (var range in Lines())
        {
            if (IsOf(_headers.AsSpan()[range], "Host")) hosts++;
        }

        Key = Header("Sec-WebSocket-Key") ?? "";
        Span<byte> key = stackalloc byte[18];
        return hosts == 1
            && Key.Length == 24 && Convert.TryFromBase64String(Key, key, out var bytes) && bytes == 16
            && Header("Transfer-Encoding") is null && Header("Content-Length") is null or "0";
    }

    private bool HasWord(string name, string word)
    {
        foreach (var range in Lines())
        {
            var line = _headers.AsSpan()[range];
            if (!IsOf(line, name)) continue;
            var value = Value(line);
            foreach (var part in value.Split(','))
            {
                if (value[part].Trim().Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }

        return false;
    }

    private string[] Words(string name) =>
        Header(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

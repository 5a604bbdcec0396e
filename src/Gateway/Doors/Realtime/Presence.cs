using System.Security.Cryptography;
using System.Text.Json;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// A member of the room as Supabase pages see it: under its key, with the fields it tracks. A Supabase client's presence data is what it tracks and
/// one more member: <c>{"name":"Ann","realtime":{"key":"ann"}}</c>; before it tracks, and after it untracks, <c>{"realtime":{"tracked":false}}</c>. A
/// member from another door is there under its peerId, with its data.
/// </summary>
internal sealed record Presence
{
    private const int RefBytes = 9;

    public required string PeerId { get; init; }

    /// <summary>The name that presence goes by.</summary>
    public required string Key { get; init; }

    /// <summary>The client chose its key, so that others will call it by that.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>What else others call it: the <c>peerId</c> that it tracks, or says that it is.</summary>
    public string? Alias { get; init; }

    /// <summary>It is told of.</summary>
    public bool IsTracked { get; private init; }

    /// <summary>Names this state of it: the same for everybody, also after a client has come back.</summary>
    public required string Ref { get; init; }

    /// <summary>Members of a JSON object, without its braces.</summary>
    public ReadOnlyMemory<byte> Fields { get; private init; }

    /// <summary>Whether somebody may mean it by this name.</summary>
    public bool IsCalled(string name) => PeerId == name || Key == name || Alias == name;

    /// <summary>What the data of a member says.</summary>
    public static Presence Of(string peerId, string instance, ReadOnlyMemory<byte> data)
    {
        var span = data.Span;
        var mark = JsonMark(span, out var at);
        var key = mark.IsEmpty || JsonMembers.First(mark, "key"u8, JsonTokenType.String) is not { } keyAt ? null : JsonMembers.Text(mark[keyAt]);
        var fields = FieldsOf(data, mark.IsEmpty ? -1 : at);
        var named = IsObject(span) && JsonMembers.First(span, "peerId"u8, JsonTokenType.String) is { } aliasAt ? JsonMembers.Text(span[aliasAt]) : null;
        if (mark.IsEmpty && named is null) fields = WithPeerId(fields, peerId);
        return new Presence
        {
            PeerId = peerId,
            Key = key ?? peerId,
            IsNamed = key is not null || mark.IsEmpty,
            Alias = named,
            IsTracked = mark.IsEmpty || JsonMembers.First(mark, "tracked"u8, JsonTokenType.False) is null,
            Ref = RefOf(peerId, instance, span),
            Fields = fields,
        };
    }

    /// <summary>The presence data of a client of this door: with what it tracks, a JSON object, or with nothing.</summary>
    public static byte[] Data(string? key, ReadOnlySpan<byte> tracked)
    {
        var json = new JsonText();
        if (tracked.IsEmpty)
        {
            json.Raw("{\"realtime\":{\"tracked\":false"u8);
        }
        else
        {
            var isBare = tracked[1..^1].Trim(" \t\r\n"u8).IsEmpty;
            json.Raw(isBare ? "{"u8 : tracked[..^1]);
            json.Raw(isBare ? "\"realtime\":{"u8 : ",\"realtime\":{"u8);
        }

        if (key is not null)
        {
            json.Raw(tracked.IsEmpty ? ",\"key\":"u8 : "\"key\":"u8);
            json.String(key);
        }

        json.Raw("}}"u8);
        return json.Written.ToArray();
    }

    /// <summary>As one of the metas of its key.</summary>
    public void Write(ref JsonText json, string? previousRef)
    {
        json.Raw("{"u8);
        json.Raw(Fields.Span);
        json.Raw(Fields.IsEmpty ? "\"phx_ref\":"u8 : ",\"phx_ref\":"u8);
        json.String(Ref);
        if (previousRef is not null)
        {
            json.Raw(",\"phx_ref_prev\":"u8);
            json.String(previousRef);
        }

        json.Raw("}"u8);
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => json.StartsWith("{"u8);

    private static ReadOnlySpan<byte> JsonMark(ReadOnlySpan<byte> data, out int at)
    {
        at = -1;
        if (!IsObject(data) || JsonMembers.Last(data, "realtime"u8) is not { } range || data[range.Start] != (byte)'{') return default;
        at = data[..range.Start.Value].LastIndexOf("\"realtime\""u8);
        return data[range];
    }

    private static ReadOnlyMemory<byte> FieldsOf(ReadOnlyMemory<byte> data, int markAt)
    {
        if (data.IsEmpty) return default;
        if (!IsObject(data.Span)) return new([.. "\"data\":"u8, .. data.Span]);
        var inside = (markAt < 0 ? data.TrimEnd(" \t\r\n"u8)[1..^1] : data[1..markAt]).Trim(" \t\r\n"u8);
        return markAt >= 0 && inside.Span.EndsWith(","u8) ? inside[..^1] : inside;
    }

    private static ReadOnlyMemory<byte> WithPeerId(ReadOnlyMemory<byte> fields, string peerId)
    {
        var json = new JsonText();
        json.Raw(fields.Span);
        json.Raw(fields.IsEmpty ? "\"peerId\":"u8 : ",\"peerId\":"u8);
        json.String(peerId);
        return json.Written.ToArray();
    }

    private static string RefOf(string peerId, string instance, ReadOnlySpan<byte> data)
    {
        var json = new JsonText();
        json.String(peerId);
        json.String(instance);
        json.Raw(data);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json.Written, hash);
        return Convert.ToBase64String(hash[..RefBytes]);
    }
}

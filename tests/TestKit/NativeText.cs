using System.Text.Json;

namespace Signaling.TestKit;

/// <summary>A message of the server as it came, and its fields.</summary>
public sealed class NativeText(string raw)
{
    private readonly JsonElement _json = JsonDocument.Parse(raw).RootElement;

    /// <summary>The text, byte for byte.</summary>
    public string Raw { get; } = raw;

    public string Type => Text("type");

    /// <summary>The server's number; 0 where there is none.</summary>
    public long Seq => Has("seq") ? Number("seq") : 0;

    public JsonElement this[string field] => _json.GetProperty(field);

    public bool Has(string field) => _json.TryGetProperty(field, out _);

    public string Text(string field) => this[field].GetString()!;

    public long Number(string field) => this[field].GetInt64();

    public bool Bool(string field) => this[field].GetBoolean();

    /// <summary>A payload, byte for byte.</summary>
    public string Payload(string field) => this[field].GetRawText();

    /// <summary>The peerIds of a welcome's <c>peers</c>.</summary>
    public IEnumerable<string> Peers => this["peers"].EnumerateArray().Select(peer => peer.GetProperty("peerId").GetString()!);

    public override string ToString() => Raw;
}

using System.Runtime.InteropServices;
using System.Text.Json;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>What a client wants of a channel: the payload of its <c>phx_join</c>. Booleans may come as strings.</summary>
internal sealed record ChannelConfig
{
    /// <summary>Its own broadcasts come back to it.</summary>
    public bool Self { get; private init; }

    /// <summary>Its broadcasts are acknowledged.</summary>
    public bool Acks { get; private init; }

    /// <summary>It is told who is there.</summary>
    public bool Presence { get; private init; } = true;

    /// <summary>Under which name it is there; null where the server is to choose.</summary>
    public string? Key { get; private init; }

    /// <summary>It is to be for those only whose token allows it.</summary>
    public bool IsPrivate { get; private init; }

    /// <summary>The token it brings, as access_token or, from old clients, user_token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>It wants to be told when a database is connected.</summary>
    public bool WantsReplicationReady { get; private init; }

    /// <summary>It wants broadcasts from before it came.</summary>
    public bool WantsReplay { get; private init; }

    /// <summary>Changes of a database that it wants to be told: JSON objects as they came.</summary>
    public IReadOnlyList<byte[]> PostgresChanges { get; private init; } = [];

    /// <summary>It wants to join only once the database's changes come.</summary>
    public bool WaitsForPostgres { get; private init; }

    /// <summary>Reads it. The payload is a JSON object.</summary>
    public static ChannelConfig Read(ReadOnlySpan<byte> payload)
    {
        var json = JsonElement.Parse(payload);
        var config = Field(json, "config");
        var (broadcast, presence) = (Field(config, "broadcast"), Field(config, "presence"));
        var key = Text(Field(presence, "key"));
        return new ChannelConfig
        {
            Self = Flag(Field(broadcast, "self")),
            Acks = Flag(Field(broadcast, "ack")),
            WantsReplicationReady = Flag(Field(broadcast, "replication_ready")),
            WantsReplay = Field(broadcast, "replay").ValueKind == JsonValueKind.Object,
            Presence = Flag(Field(presence, "enabled"), otherwise: true),
            Key = string.IsNullOrEmpty(key) ? null : key,
            IsPrivate = Flag(Field(config, "private")),
            Token = RealtimeTokens.Token(Text(Field(json, "access_token"))) ?? RealtimeTokens.Token(Text(Field(json, "user_token"))),
            PostgresChanges = Objects(Field(config, "postgres_changes")),
            WaitsForPostgres = Flag(Field(Field(config, "postgres_changes_options"), "wait")),
        };
    }

    private static JsonElement Field(JsonElement json, string name) => JsonFields.Field(json, name) ?? default;

    private static string? Text(JsonElement json) => JsonFields.Text(json);

    private static bool Flag(JsonElement json, bool otherwise = false) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => JsonFields.Text(json) switch { "true" => true, "false" => false, _ => otherwise },
    };

    private static List<byte[]> Objects(JsonElement json)
    {
        var list = new List<byte[]>();
        if (json.ValueKind != JsonValueKind.Array) return list;
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object) list.Add(JsonMarshal.GetRawUtf8Value(item).ToArray());
        }

        return list;
    }
}

using System.Text.Json;
using Signaling.Core.Rooms;

namespace Signaling.Webhooks;

/// <summary>Writes what rooms tell as JSON, and puts it into the queue.</summary>
internal sealed class RoomEvents(WebhookOptions options, WebhookQueue queue) : IRoomWatch
{
    private readonly HashSet<RoomEventKind> _wanted = [.. Enum.GetValues<RoomEventKind>().Where(kind => options.Wants(EventNames.Of(kind)))];

    public bool Wants(RoomEventKind kind) => _wanted.Contains(kind);

    public void Tell(in RoomEvent e) => queue.Add(e.Room, Write(e));

    private static byte[] Write(in RoomEvent e)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", EventNames.Of(e.Kind));
            json.WriteString("room", e.Room);
            json.WriteString("roomInstance", e.Instance);
            json.WriteNumber("number", e.Number);
            json.WriteNumber("at", e.At);
            if (e.Member is { } member)
            {
                json.WriteString("peerId", member.PeerId);
                json.WriteString("instance", member.Instance);
                json.WriteNumber("joinedAt", member.JoinOrder);
                if (member.Suspended) json.WriteBoolean("suspended", true);
                if (member.Identity is { } identity) json.WriteString("identity", identity);
                if (e.Reason is { } reason) json.WriteString("reason", reason.Name);
                if (!member.Data.IsEmpty)
                {
                    json.WritePropertyName("data");
                    json.WriteRawValue(member.Data.Span, skipInputValidation: true);
                }
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

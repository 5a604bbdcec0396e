using System.Collections.Concurrent;
using System.Text.Json;
using Signaling.Core.Cells;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Webhooks;

/// <summary>
/// Makes events of what rooms tell, numbered in each room from 1, and puts them into the queue. A room lives from its first listed member to
/// its last; its numbers belong to that life, which has a name of its own.
/// </summary>
internal sealed class RoomEvents(WebhookOptions options, WebhookQueue queue) : IRoomWatch
{
    public const string Created = "room-created";
    public const string Ended = "room-ended";

    private readonly ConcurrentDictionary<string, Life> _lives = new();

    /// <summary>All events there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Created, Ended, "peer-joined", "peer-updated", "peer-suspended", "peer-resumed", "peer-reset", "peer-left"];

    public void Changed(string room, EventKind kind, Member member, Code? reason, long now)
    {
        if (member.Unlisted) return;
        var life = _lives.GetOrAdd(room, static _ => new Life()); // the room is held: nobody else is here for it
        if (kind == EventKind.PeerJoined && ++life.Members == 1) Put(life, room, Created, null, null, now);
        Put(life, room, NameOf(kind), member, reason, now);
        if (kind != EventKind.PeerLeft || --life.Members > 0) return;
        Put(life, room, Ended, null, null, now);
        _lives.TryRemove(room, out _);
    }

    private static string NameOf(EventKind kind) => kind switch
    {
        EventKind.PeerJoined => "peer-joined",
        EventKind.PeerUpdated => "peer-updated",
        EventKind.PeerSuspended => "peer-suspended",
        EventKind.PeerResumed => "peer-resumed",
        EventKind.PeerReset => "peer-reset",
        EventKind.PeerLeft => "peer-left",
        _ => throw new InvalidOperationException($"No event for {kind}."),
    };

    private void Put(Life life, string room, string type, Member? member, Code? reason, long now)
    {
        if (options.Events.Count > 0 && !options.Events.Contains(type)) return; // not numbered either: a gap always means a loss
        life.Number++;
        queue.Add(room, Write(life, room, type, member, reason, now));
    }

    private static byte[] Write(Life life, string room, string type, Member? member, Code? reason, long now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("room", room);
            json.WriteString("roomInstance", life.Id);
            json.WriteNumber("number", life.Number);
            json.WriteNumber("at", now);
            if (member is not null)
            {
                json.WriteString("peerId", member.PeerId);
                json.WriteString("instance", member.Instance);
                if (member.Identity is { } identity) json.WriteString("identity", identity);
                if (reason is not null) json.WriteString("reason", reason.Name);
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

    private sealed class Life
    {
        public string Id { get; } = Guid.NewGuid().ToString("N")[..16];

        public long Number { get; set; }

        public int Members { get; set; }
    }
}

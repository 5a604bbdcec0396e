using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>Who is in a channel, itself included, and what the client has been told of that. Asked by the connection's reader, told by whoever delivers.</summary>
internal sealed class PresenceBook(PhoenixWriter writer, string topic)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Presence> _members = [];
    private Presence? _self;
    private bool _isEnabled;

    /// <summary>Everybody in the room.</summary>
    public void Meet(RoomView view)
    {
        lock (_gate)
        {
            var gone = _members.Keys.Except(view.Peers.Select(peer => peer.PeerId)).ToList();
            foreach (var peerId in gone) Set(peerId, null);
            foreach (var peer in view.Peers) Set(peer.PeerId, Of(peer));
        }
    }

    /// <summary>A member is there, or has changed.</summary>
    public void Meet(Member peer)
    {
        lock (_gate) Set(peer.PeerId, Of(peer));
    }

    public void Leave(string peerId)
    {
        lock (_gate) Set(peerId, null);
    }

    /// <summary>The client itself.</summary>
    public void BeSelf(Presence self)
    {
        lock (_gate)
        {
            var before = _self;
            _self = self;
            Tell(before, self);
        }
    }

    /// <summary>From now on the client is told; first of everybody who is there.</summary>
    public void Enable(string? joinRef)
    {
        lock (_gate)
        {
            if (_isEnabled) return;
            _isEnabled = true;
            var json = writer.Begin(topic, "presence_state", joinRef, null);
            json.Raw("{"u8);
            var isFirst = true;
            foreach (var key in _members.Values.Append(_self).OfType<Presence>().Where(presence => presence.IsTracked).GroupBy(presence => presence.Key))
            {
                if (!isFirst) json.Raw(","u8);
                isFirst = false;
                json.String(key.Key);
                json.Raw(":{\"metas\":["u8);
                var isFirstMeta = true;
                foreach (var presence in key)
                {
                    if (!isFirstMeta) json.Raw(","u8);
                    isFirstMeta = false;
                    presence.Write(ref json, null);
                }

                json.Raw("]}"u8);
            }

            json.Raw("}"u8);
            writer.End(ref json);
        }
    }

    /// <summary>Whom the client means by a name: nobody, somebody, or several who share it.</summary>
    public IReadOnlyList<string> Called(string name)
    {
        lock (_gate) return [.. _members.Values.Where(presence => presence.IsCalled(name)).Select(presence => presence.PeerId)];
    }

    /// <summary>A member says that it is somebody. The first such word holds, and none against a name that it chose or tracks.</summary>
    public void Hear(string peerId, string? name)
    {
        if (name is null) return;
        lock (_gate)
        {
            if (_members.GetValueOrDefault(peerId) is not { IsNamed: false, Alias: null } presence || _members.Values.Any(other => other.IsCalled(name))) return;
            _members[peerId] = presence with { Alias = name };
        }
    }

    /// <summary>Whether it is to be heard by what name a member goes.</summary>
    public bool IsNameless(string peerId)
    {
        lock (_gate) return _members.GetValueOrDefault(peerId) is { IsNamed: false, Alias: null };
    }

    private static Presence Of(Member peer) => Presence.Of(peer.PeerId, peer.Instance, peer.Data);

    private void Set(string peerId, Presence? now)
    {
        var before = _members.GetValueOrDefault(peerId);
        if (now is null) _members.Remove(peerId);
        else _members[peerId] = now.Alias is null && before is not null ? now with { Alias = before.Alias } : now;
        Tell(before, now);
    }

    private void Tell(Presence? before, Presence? now)
    {
        if (before is { IsTracked: false }) before = null;
        if (now is { IsTracked: false }) now = null;
        if (!_isEnabled || before?.Ref == now?.Ref) return;
        var json = writer.Begin(topic, "presence_diff", null, null);
        json.Raw("{\"joins\":{"u8);
        Write(ref json, now, before?.Ref);
        json.Raw("},\"leaves\":{"u8);
        Write(ref json, before, null);
        json.Raw("}}"u8);
        writer.End(ref json);
    }

    private static void Write(ref JsonText json, Presence? presence, string? previousRef)
    {
        if (presence is null) return;
        json.String(presence.Key);
        json.Raw(":{\"metas\":["u8);
        presence.Write(ref json, previousRef);
        json.Raw("]}"u8);
    }
}

using System.Collections.Concurrent;

namespace Signaling.Gateway.Doors;

/// <summary>
/// Who has made an offer to the client in a room, and for which of the pair's connections: so that a page can answer whom no roster lists, and need
/// not know what a connection's label is.
/// </summary>
internal sealed class Callers
{
    private const int Max = 1_024;

    private readonly ConcurrentDictionary<string, string> _labels = new();

    public bool Knows(string peerId) => _labels.ContainsKey(peerId);

    public string? LabelOf(string peerId) => _labels.TryGetValue(peerId, out var label) && label.Length > 0 ? label : null;

    public void Note(string peerId, string? label)
    {
        if (_labels.Count >= Max) _labels.Clear(); // one that comes again makes itself known again
        _labels[peerId] = label ?? "";
    }

    public void Forget(string peerId) => _labels.TryRemove(peerId, out _);
}

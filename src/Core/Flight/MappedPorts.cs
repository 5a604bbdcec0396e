namespace Signaling.Core.Flight;

/// <summary>
/// Whether a NAT maps each destination differently: then one base has several mapped ports, one for each STUN server that was asked. Keeps
/// ports and no addresses; a browser that hides the base's port is not judged.
/// </summary>
internal struct MappedPorts
{
    private const int CountMax = 8;

    private List<(ulong Base, uint Port)>? _seen;

    public bool IsSymmetric { get; private set; }

    public void Add(ulong media, ReadOnlySpan<byte> component, ReadOnlySpan<byte> relatedPort, ReadOnlySpan<byte> port)
    {
        if (IsSymmetric || !uint.TryParse(relatedPort, out var from) || from == 0 || !uint.TryParse(port, out var mapped)) return;
        var from64 = (media * 31) + ((ulong)(component.IsEmpty ? 0 : component[0]) << 32) + from;
        _seen ??= [];
        foreach (var (seenBase, seenPort) in _seen)
        {
            if (seenBase == from64 && seenPort != mapped) IsSymmetric = true;
        }

        if (_seen.Count < CountMax) _seen.Add((from64, mapped));
    }
}

namespace Signaling.Core.Nodes;

/// <summary>Since when the gateway of a peer's client gives no answer. After a lease without one it is taken for gone.</summary>
internal sealed class GatewaySilence(int leaseMs)
{
    private string? _gateway;
    private long _until = long.MaxValue;

    /// <summary>When <see cref="IsOver"/> has something to say.</summary>
    public long WakeAt => _gateway is null ? long.MaxValue : _until == long.MaxValue ? 0 : _until;

    public void Unanswered(string gateway)
    {
        if (_gateway != gateway) (_gateway, _until) = (gateway, long.MaxValue);
    }

    public void Answered(string gateway)
    {
        if (_gateway == gateway) _gateway = null;
    }

    /// <summary>Whether the gateway, which is the client's now, has been silent for too long.</summary>
    public bool IsOver(string? gateway, long now)
    {
        if (_gateway is null) return false;
        if (_gateway == gateway && _until == long.MaxValue) _until = now + leaseMs;
        if (_gateway == gateway && _until > now) return false;
        var isOver = _gateway == gateway;
        (_gateway, _until) = (null, long.MaxValue);
        return isOver;
    }
}

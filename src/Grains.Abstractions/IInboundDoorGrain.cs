namespace Signaling.Grains.Abstractions;

/// <summary>
/// Another way in. A gateway's calls to one grain go by way of one silo for as long as they are connected, also when that silo stands still; calls to
/// another grain go by another. Each key is such a way, and whichever silo it leads to hands on what comes.
/// </summary>
[Alias("signaling.IInboundDoorGrain")]
public interface IInboundDoorGrain : IGrainWithIntegerKey
{
    /// <summary>Hands something on to its partition.</summary>
    [Alias("enter"), ResponseTimeout("00:00:01")]
    ValueTask Enter(int partition, [Immutable] Inbound inbound);
}

using Orleans.Runtime.Providers;

namespace Signaling.Grains.Streams;

/// <summary>
/// How long a stream waits before it tries again to reach its partition's grain. Soon: the grain's silo has died, and the grain is made again at
/// the next try. Orleans' own waits are seconds, and all of a partition's rooms would wait with it.
/// </summary>
internal sealed class DeliveryBackoff : IMessageDeliveryBackoffProvider
{
    private const int FirstMs = 50;
    private const int DoublingsMax = 3;

    public TimeSpan Next(int attempt) => TimeSpan.FromMilliseconds(FirstMs << Math.Clamp(attempt, 0, DoublingsMax));
}

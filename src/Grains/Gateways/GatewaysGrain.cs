using Orleans.Concurrency;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Rooms;

namespace Signaling.Grains.Gateways;

/// <summary>Asks the gateways that silos speak to, all at once. One that is gone has nothing to say any more; one that is silent is told as such.</summary>
/// <remarks>
/// No stateless worker: a client's answer goes by whichever silo it likes, and finds a grain by the directory, in which stateless workers are not.
/// </remarks>
[Reentrant]
internal sealed class GatewaysGrain(SiloRoomsClient silos) : Grain, IGatewaysGrain
{
    public ValueTask<GatewayPairs[]> Pairs(string? room, string? peerId, int max) =>
        AskAsync(async (name, gateway) => new GatewayPairs(name, gateway is null ? null : await gateway.Pairs(room, peerId, max)));

    public ValueTask<GatewaySights[]> Sights(PairEntry[] pairs) =>
        AskAsync(async (name, gateway) => new GatewaySights(name, gateway is null ? null : await gateway.Sights(pairs)));

    /// <param name="ask">Asks one, or says that it has not answered.</param>
    private async ValueTask<T[]> AskAsync<T>(Func<string, IGatewayObserver?, Task<T>> ask)
        where T : class
    {
        var names = (await silos.AskAsync(silo => silo.Gateways())).SelectMany(each => each).Distinct().Where(name => name != this.GetPrimaryKeyString());
        return [.. (await Task.WhenAll(names.Select(AskOneAsync))).OfType<T>()];

        async Task<T?> AskOneAsync(string name)
        {
            try
            {
                return await ask(name, GrainFactory.GetGrain<IGatewayObserver>(GrainId.Parse(name)));
            }
            catch (ClientNotAvailableException)
            {
                return null;
            }
            catch (Exception) // its own, or the way to it: what another process does must not take the others' answers away
            {
                return await ask(name, null);
            }
        }
    }
}

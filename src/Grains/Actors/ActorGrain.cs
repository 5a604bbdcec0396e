using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>What the grains of actors have in common: a node, and the shell that runs it.</summary>
internal abstract class ActorGrain(ActorServices services) : Grain
{
    private ActorShell _shell = null!;
    private NodeKind _kind;

    /// <summary>What every actor of the silo shares.</summary>
    protected ActorServices Services => services;

    /// <summary>What runs the actor.</summary>
    protected ActorShell Shell => _shell;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var node = NewNode(services, this.GetPrimaryKeyString());
        _shell = new ActorShell(node, this, GrainFactory, services, Settled);
        services.Meter.ActorStarted(_kind = node.Address.Kind);
        return Task.CompletedTask;
    }

    public ValueTask<BatchReply> Take(Parcel parcel) => new(_shell.Take(parcel));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Stop();
        services.Meter.ActorEnded(_kind);
        return Task.CompletedTask;
    }

    /// <summary>What to do after everything that happened; null for nothing.</summary>
    protected virtual Action? Settled => null;

    /// <summary>The actor with this key, made anew.</summary>
    protected abstract Node NewNode(ActorServices services, string key);
}

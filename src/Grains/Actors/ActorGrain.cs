using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>What the grains of actors have in common: a node, and the shell that runs it.</summary>
internal abstract class ActorGrain(ActorServices services) : Grain
{
    private ActorShell _shell = null!;

    /// <summary>What runs the actor.</summary>
    protected ActorShell Shell => _shell;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell = new ActorShell(NewNode(services, this.GetPrimaryKeyString()), this, GrainFactory, services);
        return Task.CompletedTask;
    }

    public ValueTask<BatchReply> Take(Parcel parcel) => new(_shell.Take(parcel));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Stop();
        return Task.CompletedTask;
    }

    /// <summary>The actor with this key, made anew.</summary>
    protected abstract Node NewNode(ActorServices services, string key);
}

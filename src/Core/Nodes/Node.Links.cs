using Signaling.Core.Links;

namespace Signaling.Core.Nodes;

/// <summary>The way to another actor, and what its answers mean to this one.</summary>
public abstract partial class Node
{
    private sealed class Link(Node node, NodeAddress to) : NodeLink(to)
    {
        private readonly Outlink<NodeItem> _out = new(node.Epoch, () => ++node._batches);
        private int _counted;
        private int _place = -1;

        public override int Count => _out.Count;

        public void Add(NodeItem item)
        {
            _out.Add(item);
            Changed();
        }

        public void Clear()
        {
            _out.Clear();
            Changed();
        }

        /// <summary>The other actor has spoken, as this making of it.</summary>
        public void Learn(long epoch, long now)
        {
            if (_out.Learn(epoch, out var lost) != LinkNews.ReceiverLost) return;
            Changed();
            node.OnReceiverLost(To, lost, now);
        }

        public override bool TryBegin(out Batch<NodeItem> batch)
        {
            var began = _out.TryBegin(out batch);
            Changed();
            return began;
        }

        public override void Answer(long number, in BatchReply reply, long now)
        {
            node.OnAnswered(To);
            if (reply.Fate != BatchFate.SenderIsOld) node.Fence(To, reply.Epoch); // it is there: an older one is heard no more
            var before = _out.Count;
            var news = _out.Answer(number, reply, out var lost);
            Changed();
            if (reply.Gone is { } gone && before > _out.Count) node.OnGone(To, before - _out.Count, gone);
            switch (news)
            {
                case LinkNews.Superseded:
                    node.IsSuperseded = true;
                    break;
                case LinkNews.ReceiverLost:
                    node.OnReceiverLost(To, lost, now);
                    node.AfterInput(now);
                    break;
                default:
                    if (reply.Fate == BatchFate.Taken) node.AfterInput(now); // somebody may wait for it
                    break;
            }
        }

        public override void Fail()
        {
            _out.Fail();
            Changed();
            node.OnUnanswered(To);
        }

        /// <summary>Keeps the node's view of its links, so that it need not look at all of them.</summary>
        private void Changed()
        {
            node._waiting += _out.Count - _counted;
            _counted = _out.Count;
            if (_out.IsReady != (_place >= 0)) List(_out.IsReady);
        }

        private void List(bool isReady)
        {
            var ready = node._ready;
            if (isReady)
            {
                _place = ready.Count;
                ready.Add(this);
                return;
            }

            var last = ready[^1];
            (ready[_place], last._place, _place) = (last, _place, -1);
            ready.RemoveAt(ready.Count - 1);
        }
    }
}

//! A depth-first walk through a graph. It has its own stack, since chains may be long.

/// A node that the walk is in.
pub(crate) struct Step {
    /// Its number.
    pub(crate) node: usize,
    edges: Vec<Option<usize>>,
    next: usize,
}

impl Step {
    /// The index of the current edge among the edges of the node.
    pub(crate) fn edge(&self) -> usize {
        self.next.saturating_sub(1)
    }
}

/// Visits all nodes from 0 to `count`. Returns them in an order in which each comes after those that its edges lead to, except
/// for edges that close a circle: `closes` gets the steps to such an edge and the node that it leads back to.
pub(crate) fn depth_first(
    count: usize,
    edges: impl Fn(usize) -> Vec<Option<usize>>,
    mut closes: impl FnMut(&[Step], usize),
) -> Vec<usize> {
    #[derive(Clone, Copy)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; count];
    let mut order = Vec::with_capacity(count);
    let mut path: Vec<Step> = Vec::new();
    for start in 0..count {
        let mut entered = matches!(states[start], State::New).then_some(start);
        loop {
            if let Some(node) = entered.take() {
                states[node] = State::Open;
                path.push(Step { node, edges: edges(node), next: 0 });
            }
            let Some(step) = path.last_mut() else { break };
            let Some(edge) = step.edges.get(step.next).copied() else {
                states[step.node] = State::Done;
                order.push(step.node);
                path.pop();
                continue;
            };
            step.next += 1;
            match edge.map(|target| (target, states[target])) {
                Some((target, State::New)) => entered = Some(target),
                Some((target, State::Open)) => closes(&path, target),
                Some((_, State::Done)) | None => {}
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::depth_first;

    fn walked(graph: &[&[usize]]) -> (Vec<usize>, Vec<(usize, usize)>) {
        let mut closing = Vec::new();
        let edges = |node: usize| graph[node].iter().copied().map(Some).collect();
        let order = depth_first(graph.len(), edges, |path, target| {
            closing.extend(path.last().map(|step| (step.node, target)));
        });
        (order, closing)
    }

    #[test]
    fn a_node_comes_after_those_it_leads_to() {
        assert_eq!(walked(&[&[1, 2], &[2], &[]]), (vec![2, 1, 0], vec![]));
    }

    #[test]
    fn each_edge_that_closes_a_circle_is_reported() {
        assert_eq!(walked(&[&[1], &[2, 1], &[0]]), (vec![2, 1, 0], vec![(2, 0), (1, 1)]));
    }
}

// breaks no-default-export: G8
export default 1;
